using System.Collections.Frozen;
using System.Text.Json;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>What the header tells of one tensor; nothing is compared with the file yet.</summary>
/// <param name="Key">Name of the tensor, unique.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Axis lengths, each 0 to <see cref="int.MaxValue"/>.</param>
/// <param name="Begin">Its first byte, counted from the end of the header; not negative.</param>
/// <param name="End">The byte after its last; not negative.</param>
internal sealed record SafetensorsEntry(string Key, ElementType Type, long[] Shape, long Begin, long End);

/// <summary>
/// Reads the JSON header of a safetensors file value by value: one object that holds an object for each tensor and, under
/// <c>__metadata__</c>, texts that do not matter here. Names told twice and fields the format does not have are refused.
/// Layout: huggingface/safetensors, README.md, "Format".
/// </summary>
internal static class SafetensorsHeader
{
    // The object of all, the object of one tensor, the list of its lengths.
    private const int Deepest = 3;

    private static readonly FrozenDictionary<string, ElementType> _types = new Dictionary<string, ElementType>
    {
        ["F64"] = ElementType.Double,
        ["F32"] = ElementType.Float,
        ["F16"] = ElementType.Half,
        ["BF16"] = ElementType.BFloat16,
        ["I64"] = ElementType.Long,
        ["I32"] = ElementType.Int,
        ["I16"] = ElementType.Short,
        ["I8"] = ElementType.Char,
        ["U8"] = ElementType.Byte,
        ["BOOL"] = ElementType.Bool,
    }.ToFrozenDictionary();

    /// <returns>The tensors in the order of the header.</returns>
    /// <exception cref="FarmException">The header is anything else, or has more tensors or axes than allowed.</exception>
    public static List<SafetensorsEntry> Read(ReadOnlySpan<byte> json, CheckpointLimits limits)
    {
        try
        {
            return ReadTensors(new(json, new() { MaxDepth = Deepest }), limits);
        }
        // The second tells of text that is not UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw ModelRefusal.Because("The safetensors header is damaged: it is not JSON of the form this format has.", e);
        }
    }

    private static List<SafetensorsEntry> ReadTensors(Utf8JsonReader reader, CheckpointLimits limits)
    {
        List<SafetensorsEntry> tensors = [];
        HashSet<string> names = [];
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is { } name)
        {
            if (!names.Add(name))
                throw Damaged($"it has '{PlainText.Show(name)}' twice");
            if (name == "__metadata__")
                SkipTexts(ref reader);
            else if (tensors.Count == limits.Entries)
                throw ModelRefusal.Because($"The safetensors file has more than the {limits.Entries} tensors allowed.");
            else
                tensors.Add(ReadTensor(ref reader, name, limits.Rank));
        }
        reader.Read(); // Nothing but white space may follow: anything else throws.
        return tensors;
    }

    private static SafetensorsEntry ReadTensor(ref Utf8JsonReader reader, string key, int mostAxes)
    {
        ElementType? type = null;
        long[]? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is { } field)
            switch (field)
            {
                case "dtype" when type is null:
                    type = ReadType(ref reader, key);
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, key, mostAxes, int.MaxValue);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, key, mostNumbers: 2, long.MaxValue);
                    break;
                default:
                    throw Damaged($"'{PlainText.Show(key)}' has '{PlainText.Show(field)}' twice, or the format has no such field");
            }
        return type is { } known && shape is not null && offsets is [var begin, var end]
            ? new(key, known, shape, begin, end)
            : throw Damaged($"'{PlainText.Show(key)}' lacks its dtype, its shape or one of its data_offsets");
    }

    private static ElementType ReadType(ref Utf8JsonReader reader, string key)
    {
        Expect(ref reader, JsonTokenType.String);
        var name = reader.GetString() ?? "";
        return _types.TryGetValue(name, out var type) ? type : throw ModelRefusal.Because(
            $"The model's tensor '{PlainText.Show(key)}' is of the type '{PlainText.Show(name)}', which is not supported; save it as F32 or "
            + "F16.");
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string key, int mostNumbers, long largest)
    {
        List<long> numbers = [];
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (numbers.Count == mostNumbers)
                throw Damaged($"'{PlainText.Show(key)}' has more than {mostNumbers} numbers where no more are allowed");
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0 || number > largest)
                throw Damaged($"'{PlainText.Show(key)}' has a length or offset that is no whole number or out of range");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private static void SkipTexts(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is not null)
            Expect(ref reader, JsonTokenType.String);
    }

    /// <returns>The next name in the object the reader is in, or null at its end.</returns>
    private static string? NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        reader.Read();
        if (reader.TokenType != type)
            throw new JsonException();
    }

    private static FarmException Damaged(string what) => ModelRefusal.Because($"The safetensors header is damaged or malicious: {what}.");
}
