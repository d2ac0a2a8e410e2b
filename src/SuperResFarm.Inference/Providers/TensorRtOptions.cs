using System.Globalization;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Inference.Providers;

/// <summary>Settings of ONNX Runtime's TensorRT provider. None was measured by this project; each says why it is what it is.</summary>
public sealed record TensorRtOptions
{
    /// <value>Whether engines are kept on disk: yes by default; to build one takes minutes, for each network, tile shape and kind of GPU.</value>
    public bool EngineCache { get; init; } = true;

    /// <value>Whether the times of single kernels are kept on disk: yes by default; the next engine of the same layers then takes a fraction.</value>
    public bool TimingCache { get; init; } = true;

    /// <value>Absolute path of the folder for both. Null, the default: a folder of the user's data. Only this user may write there: an engine
    /// is code that runs.</value>
    public string? CacheFolder { get; init; }

    /// <value>Megabytes of scratch memory for the kernels of an engine: 64 to 1 000 000; 0, the default: as TensorRT likes.</value>
    public int WorkspaceMegabytes { get; init; }

    /// <returns>The settings in the engine's words.</returns>
    /// <param name="ordinal">What CUDA calls the GPU.</param>
    /// <param name="precision">Arithmetic of the network; kernels in 16 bits are allowed for half precision only.</param>
    /// <param name="profile">Sizes of tiles that the engine is built for; null: those of the first tile, and anew when one does not fit.</param>
    internal Dictionary<string, string> Settings(int ordinal, Precision precision, TensorRtProfile? profile)
    {
        var folder = CacheFolder ?? ModelFolders.TensorRtCache;
        var settings = new Dictionary<string, string>
        {
            ["device_id"] = ordinal.ToString(CultureInfo.InvariantCulture),
            ["trt_fp16_enable"] = Switch(precision == Precision.Half),
            ["trt_max_workspace_size"] = (WorkspaceMegabytes * 1_000_000L).ToString(CultureInfo.InvariantCulture),
            ["trt_engine_cache_enable"] = Switch(EngineCache),
            ["trt_engine_cache_path"] = folder,
            ["trt_timing_cache_enable"] = Switch(TimingCache),
            ["trt_timing_cache_path"] = folder,
        };
        foreach (var (name, shape) in profile is { } sizes ? [("min", sizes.Least), ("opt", sizes.Usual), ("max", sizes.Most)] : Array.Empty<(string, IReadOnlyList<int>)>())
            settings[$"trt_profile_{name}_shapes"] = $"{profile!.Input}:{string.Join('x', shape)}";
        return settings;
    }

    private static string Switch(bool on) => on ? "1" : "0";
}

/// <summary>Sizes of tiles that a TensorRT engine is built for.</summary>
/// <param name="Input">Name of the graph's input.</param>
/// <param name="Least">Shape of the smallest batch of the smallest tile, in the order of the graph.</param>
/// <param name="Usual">The shape that it is tuned for.</param>
/// <param name="Most">Shape of the largest.</param>
public sealed record TensorRtProfile(string Input, IReadOnlyList<int> Least, IReadOnlyList<int> Usual, IReadOnlyList<int> Most)
{
    /// <summary>For tiles of one shape.</summary>
    public static TensorRtProfile Only(string input, IReadOnlyList<int> shape) => new(input, shape, shape, shape);
}
