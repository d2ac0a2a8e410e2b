using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;

namespace SuperResFarm.Inference.Choosing;

/// <summary>Finds the GPUs that a user names.</summary>
internal static class GpuPick
{
    /// <param name="things">What there is, in the order of its numbers.</param>
    /// <param name="deviceOf">The device of a thing.</param>
    /// <param name="wanted">Numbers, UUIDs or their beginnings; none for all.</param>
    /// <returns>The things that are named, in that order.</returns>
    /// <exception cref="FarmException">One of them is not there (<see cref="FailureCode.DeviceUnavailable"/>) or is named twice
    /// (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> things, Func<T, Device> deviceOf, IReadOnlyList<string> wanted)
    {
        if (wanted.Count == 0)
            return things;
        List<T> picked = [.. wanted.Select(name => Find(things, deviceOf, name))];
        return picked.Distinct().Count() == picked.Count
            ? picked
            : throw FarmException.Rejected(FailureCode.SettingsInvalid, $"{string.Join(", ", wanted)} names a GPU twice.");
    }

    private static T Find<T>(IReadOnlyList<T> things, Func<T, Device> deviceOf, string name)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < things.Count)
            return things[number];
        var known = things.Where(thing => name.Length > 4 && deviceOf(thing).Gpu?.Uuid.StartsWith(name, StringComparison.OrdinalIgnoreCase) == true).ToList();
        if (known is [var one])
            return one;
        var there = things.Select((thing, at) => deviceOf(thing) is var device ? $"{at} ({device.Name}{(device.Gpu is { } gpu ? $", {gpu.Uuid}" : "")})" : "");
        throw FarmException.Rejected(FailureCode.DeviceUnavailable, known.Count > 1
            ? $"GPU '{name}' was asked for, but more than one UUID begins so: {string.Join(", ", there)}."
            : $"GPU '{name}' was asked for, but these are to be had: {string.Join(", ", there)}.");
    }
}
