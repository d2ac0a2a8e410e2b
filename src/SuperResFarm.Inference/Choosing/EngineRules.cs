using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Inference.Choosing;

/// <summary>What settings of the engine must keep to, apart from what this machine has.</summary>
public static class EngineRules
{
    /// <returns>All mistakes; each names its key.</returns>
    public static IEnumerable<string> MistakesIn(EngineOptions options)
    {
        var provider = ProviderName.Read(options.Provider);
        if (provider is null)
            yield return $"Engine:Provider must be {ProviderName.All}.";
        foreach (var (gpu, at) in options.Gpu.Select((gpu, at) => (gpu, at)))
        {
            if (string.IsNullOrWhiteSpace(gpu))
                yield return $"Engine:Gpu:{at} must be the number or the UUID of a GPU.";
            else if (options.Gpu.Take(at).Contains(gpu))
                yield return $"Engine:Gpu:{at}: '{gpu}' is named twice.";
        }
        if (provider?.Kind == ProviderKind.Cpu && options.Gpu.Count > 0)
            yield return "Engine:Gpu names GPUs and Engine:Provider the processor: leave one of them out.";
        if (!Enum.IsDefined(options.Precision))
            yield return "Engine:Precision must be Auto, Single or Half.";
        if (options.MemoryShare is not (>= 0.05 and <= 0.95))
            yield return "Engine:MemoryShare must lie between 0.05 and 0.95.";
        if (options.MemoryReserveMegabytes is < 0 or > 65_536)
            yield return "Engine:MemoryReserveMegabytes must lie between 0 and 65536.";
        if (options.ArenaMegabytes is < CpuProvider.LeastArenaMegabytes or > CpuProvider.MostArenaMegabytes)
            yield return $"Engine:ArenaMegabytes must lie between {CpuProvider.LeastArenaMegabytes} and {CpuProvider.MostArenaMegabytes}, or be left out for no cap.";
        if (options.ModelMegabytes is < 16 or > 1_000_000)
            yield return "Engine:ModelMegabytes must lie between 16 and 1000000, or be left out for a quarter of the free memory.";
        foreach (var mistake in MistakesIn(options.Cuda).Concat(MistakesIn(options.TensorRt)))
            yield return mistake;
    }

    private static IEnumerable<string> MistakesIn(CudaOptions options)
    {
        if (!Enum.IsDefined(options.ConvSearch))
            yield return "Engine:Cuda:ConvSearch must be Exhaustive, Heuristic or Default.";
        if (!Enum.IsDefined(options.ArenaGrowth))
            yield return "Engine:Cuda:ArenaGrowth must be SameAsRequested or NextPowerOfTwo.";
    }

    private static IEnumerable<string> MistakesIn(TensorRtOptions options)
    {
        if (options.CacheFolder is { } folder && !Path.IsPathFullyQualified(folder))
            yield return "Engine:TensorRt:CacheFolder must be an absolute path.";
        else if (File.Exists(options.CacheFolder))
            yield return "Engine:TensorRt:CacheFolder names a file, not a folder.";
        if (options.WorkspaceMegabytes is not 0 and (< 64 or > 1_000_000))
            yield return "Engine:TensorRt:WorkspaceMegabytes must lie between 64 and 1000000, or be 0 for as much as TensorRT likes.";
    }
}
