using System.Globalization;

namespace SuperResFarm.Models.Pickles;

/// <summary>
/// A value that holds others. <see cref="Depth"/> is one more than the deepest value put in, at the time it was put in, so that a bound
/// on it refuses towers of containers without ever walking them.
/// </summary>
internal abstract class PickleContainer
{
    public int Depth { get; private set; } = 1;

    protected void Hold(object? value, int deepest)
    {
        Depth = Math.Max(Depth, value is PickleContainer inner ? inner.Depth + 1 : 1);
        if (Depth > deepest)
            throw ModelRefusal.Because(
                $"The model file nests values more than {deepest} deep, which no checkpoint does; it is damaged or malicious.");
    }
}

internal sealed class PickleTuple : PickleContainer
{
    public PickleTuple(object?[] items, int deepest)
    {
        Items = items;
        foreach (var item in items)
            Hold(item, deepest);
    }

    public object?[] Items { get; }
}

internal sealed class PickleList : PickleContainer
{
    private List<object?>? _items;

    public IReadOnlyList<object?> Items => _items ?? [];

    public void Append(object? item, int deepest)
    {
        Hold(item, deepest);
        (_items ??= []).Add(item);
    }
}

internal sealed class PickleDict : PickleContainer
{
    private OrderedDictionary<string, object?>? _items;

    public IEnumerable<KeyValuePair<string, object?>> Items => _items ?? [];

    public int Count => _items?.Count ?? 0;

    public object? Find(string key) => _items?.GetValueOrDefault(key);

    public void Set(object? key, object? value, int deepest)
    {
        Hold(value, deepest);
        (_items ??= [])[Name(key)] = value;
    }

    // Numbers become text: hashes of text are randomised, so no file can choose keys that collide.
    private static string Name(object? key) => key switch
    {
        string name => name,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => throw ModelRefusal.Because("The model file uses a key that is neither text nor a whole number; it is no checkpoint."),
    };
}

/// <summary>A value that a checkpoint may hold beside its weights and that is of no use here (device, data type, bytes).</summary>
internal sealed class PickleOpaque
{
    public static PickleOpaque Instance { get; } = new();
}
