namespace SuperResFarm.Inference.Choosing;

/// <summary>What a user calls a provider.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Library">File of a plugin; null for all others.</param>
public readonly record struct ProviderName(ProviderKind Kind, string? Library)
{
    /// <summary>The names there are, for messages.</summary>
    public const string All = "auto, cuda, tensorrt, cpu or plugin:LIBRARY";

    private const string Plugin = "plugin:";

    /// <returns>The provider of that name, or null when it is no name.</returns>
    public static ProviderName? Read(string text) => text.ToUpperInvariant() switch
    {
        "AUTO" => new(ProviderKind.Auto, null),
        "CUDA" => new(ProviderKind.Cuda, null),
        "TENSORRT" => new(ProviderKind.TensorRt, null),
        "CPU" => new(ProviderKind.Cpu, null),
        _ when text.Length > Plugin.Length && text.StartsWith(Plugin, StringComparison.OrdinalIgnoreCase) => new(ProviderKind.Plugin, text[Plugin.Length..]),
        _ => null,
    };
}

/// <summary>Kinds of providers.</summary>
public enum ProviderKind
{
    /// <summary>CUDA where this build has it and sees a GPU, else the processor.</summary>
    Auto,

    /// <summary>ONNX Runtime's CUDA kernels.</summary>
    Cuda,

    /// <summary>TensorRT.</summary>
    TensorRt,

    /// <summary>ONNX Runtime's kernels for the processor.</summary>
    Cpu,

    /// <summary>A provider in a library of its own.</summary>
    Plugin,
}
