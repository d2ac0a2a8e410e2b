using System.Reflection;

namespace SuperResFarm.Inference.Providers;

/// <summary>What this build of the program can run networks with.</summary>
/// <param name="Accelerator">The value of the build property of that name: <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Providers">What the engine's library says that it has.</param>
public sealed record OnnxBuild(string Accelerator, IReadOnlyList<string> Providers)
{
    private static readonly Lazy<OnnxBuild> _ofThisProcess = new(() => new(
        typeof(OnnxBuild).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(fact => fact.Key == nameof(Accelerator)).Value!,
        OnnxEnvironment.Instance.GetAvailableProviders()));

    /// <summary>This one.</summary>
    public static OnnxBuild OfThisProcess => _ofThisProcess.Value;

    /// <summary>Whether the engine has CUDA.</summary>
    public bool HasCuda => Providers.Contains("CUDAExecutionProvider");

    /// <summary>Whether the engine has TensorRT.</summary>
    public bool HasTensorRt => Providers.Contains("TensorrtExecutionProvider");

    /// <summary>Why there is no CUDA where there is none, and the remedy, without a full stop.</summary>
    public string LackOfCuda => Accelerator == "cuda"
        ? "the program was built for CUDA, but the ONNX Runtime library beside it was not: publish into an empty folder"
        : "this build has no GPU provider: build it with -p:Accelerator=cuda";
}
