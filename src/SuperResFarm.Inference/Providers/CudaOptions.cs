using System.Globalization;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Providers;

/// <summary>Settings of ONNX Runtime's CUDA provider. None was measured by this project; each says why it is what it is.</summary>
public sealed record CudaOptions
{
    /// <value>How cuDNN finds its kernel for a convolution: Exhaustive, the default, tries all for each new tile shape, which costs up to a second for each
    /// shape and nothing after; Heuristic asks cuDNN, without trying; Default takes the usual one. Calibration always asks, because it runs a shape once or twice.</value>
    public CudaConvSearch ConvSearch { get; init; } = CudaConvSearch.Exhaustive;

    /// <value>Whether convolutions work with channels innermost. Null, the default: in half precision, where tensor cores want it so and every
    /// convolution would transpose twice otherwise.</value>
    public bool? PreferNhwc { get; init; }

    /// <value>Whether kernels may take as much scratch memory as they like: yes by default, because without it cuDNN stays below 32 MB and mostly below
    /// its tensor core kernels; no where a network does not fit otherwise.</value>
    public bool MaxWorkspace { get; init; } = true;

    /// <value>Whether 32-bit arithmetic may drop 13 bits of each factor: no by default, so that results are those of the processor.</value>
    public bool Tf32 { get; init; }

    /// <value>Whether tiles travel on the stream that computes: yes by default; on a stream of their own, some networks read what has not arrived.</value>
    public bool CopyInDefaultStream { get; init; } = true;

    /// <value>How the arena grows: SameAsRequested, the default, takes what is asked for; NextPowerOfTwo doubles, and keeps its first piece for ever.</value>
    public ArenaGrowth ArenaGrowth { get; init; } = ArenaGrowth.SameAsRequested;

    /// <returns>The settings in the engine's words.</returns>
    /// <param name="ordinal">What CUDA calls the GPU.</param>
    /// <param name="limitBytes">Bytes that the arena of a session may take; CUDA itself and its kernels come on top.</param>
    /// <param name="precision">Arithmetic of the network.</param>
    /// <param name="use">What the session is for.</param>
    internal Dictionary<string, string> Settings(int ordinal, long limitBytes, Precision precision, SessionUse use) => new()
    {
        ["device_id"] = ordinal.ToString(CultureInfo.InvariantCulture),
        ["gpu_mem_limit"] = limitBytes.ToString(CultureInfo.InvariantCulture),
        ["arena_extend_strategy"] = ArenaGrowth == ArenaGrowth.SameAsRequested ? "kSameAsRequested" : "kNextPowerOfTwo",
        ["cudnn_conv_algo_search"] = (use == SessionUse.Calibration ? CudaConvSearch.Heuristic : ConvSearch).ToString().ToUpperInvariant(),
        ["prefer_nhwc"] = Switch(PreferNhwc ?? precision == Precision.Half),
        ["cudnn_conv_use_max_workspace"] = Switch(MaxWorkspace),
        ["use_tf32"] = Switch(Tf32),
        ["do_copy_in_default_stream"] = Switch(CopyInDefaultStream),
    };

    private static string Switch(bool on) => on ? "1" : "0";
}

/// <summary>How cuDNN finds its kernel for a convolution.</summary>
public enum CudaConvSearch
{
    /// <summary>By trying all.</summary>
    Exhaustive,

    /// <summary>By cuDNN's guess.</summary>
    Heuristic,

    /// <summary>Not at all.</summary>
    Default,
}

/// <summary>How an arena grows.</summary>
public enum ArenaGrowth
{
    /// <summary>By what is asked for.</summary>
    SameAsRequested,

    /// <summary>To the next power of two.</summary>
    NextPowerOfTwo,
}
