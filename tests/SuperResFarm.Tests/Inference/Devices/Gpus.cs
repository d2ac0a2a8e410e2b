using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;

namespace SuperResFarm.Tests.Inference.Devices;

/// <summary>GPUs that exist only in tests.</summary>
internal static class Gpus
{
    public const long Gigabyte = 1_000_000_000;

    /// <summary>Whole GPUs <c>GPU-a</c>, <c>GPU-b</c>... in the places of <paramref name="buses"/>.</summary>
    public static GpuFacts[] At(params string[] buses) => [.. buses.Select((bus, i) => Whole($"GPU-{(char)('a' + i)}", bus))];

    public static GpuFacts Whole(string uuid, string bus) => new(uuid, $"Card {uuid}", $"00000000:{bus}:00.0", 24 * Gigabyte, false, []);

    public static GpuFacts Sliced(string uuid, string bus, params string[] slices) =>
        new(uuid, $"Card {uuid}", $"00000000:{bus}:00.0", 0, true, [.. slices.Select(slice => new GpuSlice(slice, $"Card {uuid} MIG 1g.5gb", 5 * Gigabyte))]);
}

/// <summary>Says what it was told to; a GPU that is not in <paramref name="free"/> is gone.</summary>
internal sealed class ScriptedProbe(GpuInventory inventory, IReadOnlyDictionary<string, long>? free = null) : IGpuProbe
{
    public GpuInventory List() => inventory;

    public GpuMemory MemoryOf(string uuid) => free is not null && free.TryGetValue(uuid, out var bytes)
        ? new(24 * Gpus.Gigabyte, bytes, 24 * Gpus.Gigabyte - bytes)
        : throw new FarmException(FailureCode.DeviceUnavailable, Disposition.Requeue, $"The GPU {uuid} does not answer: GPU is lost.");
}
