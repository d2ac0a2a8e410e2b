namespace SuperResFarm.Inference.Devices;

/// <summary>
/// Which GPUs CUDA sees, and under which numbers. Sources: CUDA C++ Programming Guide, environment variables; MIG User Guide, CUDA device
/// enumeration; for what these leave open, PyTorch's reading of the same variable: numbers end at the first other character, and an entry
/// that comes twice hides everything.
/// </summary>
public static class CudaOrder
{
    /// <summary>Decides without asking CUDA.</summary>
    /// <param name="gpus">What the driver has, in any order.</param>
    /// <param name="environment">What CUDA is told.</param>
    /// <returns>The devices by their ordinals; none where the numbers cannot be known, and then why.</returns>
    public static CudaView Of(IReadOnlyList<GpuFacts> gpus, CudaEnvironment environment)
    {
        List<GpuFacts> all = [.. gpus.OrderBy(gpu => gpu.PciBusId, StringComparer.Ordinal)];
        var named = environment.VisibleDevices?.Split(',', StringSplitOptions.TrimEntries);
        var numbered = named is null || !named[0].StartsWith("GPU-", StringComparison.Ordinal) && !named[0].StartsWith("MIG-", StringComparison.Ordinal);
        if (numbered && all.Count > 1 && named is not [""] && environment.DeviceOrder != CudaEnvironment.ByPlace)
            return new([], $"CUDA_DEVICE_ORDER={environment.DeviceOrder} hides which GPU is which: unset it, or set it to {CudaEnvironment.ByPlace}, "
                + "or name the GPUs by UUID in CUDA_VISIBLE_DEVICES");

        var seen = named is null ? all.ConvertAll(gpu => (gpu, (GpuSlice?)null)) : numbered ? ByNumber(all, named) : ByUuid(all, named);
        return new(Enumerated(seen), null);
    }

    private static List<(GpuFacts Gpu, GpuSlice? Slice)> ByNumber(List<GpuFacts> all, string[] named)
    {
        var seen = new List<(GpuFacts, GpuSlice?)>();
        foreach (var entry in named)
        {
            var digits = entry.TakeWhile(char.IsAsciiDigit).Count();
            if (!int.TryParse(entry.AsSpan(0, digits), out var number) || number >= all.Count)
                break;
            if (seen.Contains((all[number], null)))
                return [];
            seen.Add((all[number], null));
        }
        return seen;
    }

    private static List<(GpuFacts Gpu, GpuSlice? Slice)> ByUuid(List<GpuFacts> all, string[] named)
    {
        var known = all.Select(gpu => (gpu.Uuid, Gpu: gpu, Slice: (GpuSlice?)null))
            .Concat(all.SelectMany(gpu => gpu.Slices.Select(slice => (slice.Uuid, Gpu: gpu, Slice: (GpuSlice?)slice)))).ToList();
        var seen = new List<(GpuFacts, GpuSlice?)>();
        foreach (var entry in named)
        {
            // The beginning of a name will do when only one begins so; "GPU-" alone is a beginning too.
            if (entry.Length < "GPU-".Length || known.Where(one => one.Uuid.StartsWith(entry, StringComparison.Ordinal)).ToList() is not [var one])
                break;
            if (seen.Contains((one.Gpu, one.Slice)))
                return [];
            seen.Add((one.Gpu, one.Slice));
        }
        return seen;
    }

    // A sliced GPU stands for its slices. A process sees one slice at most, and no whole GPU beside it.
    private static List<Device> Enumerated(List<(GpuFacts Gpu, GpuSlice? Slice)> seen)
    {
        var slice = seen.SelectMany(one => one.Slice is { } named ? [(one.Gpu, named)] : one.Gpu.Slices.Select(any => (one.Gpu, any))).FirstOrDefault();
        return slice.Gpu is not null
            ? [GpuDevice.Of(slice.Gpu, slice.Item2, 0)]
            : [.. seen.Where(one => !one.Gpu.Sliced).Select((one, ordinal) => GpuDevice.Of(one.Gpu, null, ordinal))];
    }
}

/// <summary>The GPUs that CUDA sees in this process.</summary>
/// <param name="Devices">By their ordinals, from 0.</param>
/// <param name="Fault">Why their numbers cannot be known; null when they are.</param>
public sealed record CudaView(IReadOnlyList<Device> Devices, string? Fault);
