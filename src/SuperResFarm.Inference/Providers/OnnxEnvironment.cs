using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Native;

namespace SuperResFarm.Inference.Providers;

/// <summary>
/// The process's one ONNX Runtime environment. Its official Linux builds report usage to their maker as soon as they start and leave
/// an identifier in the user's home; here nothing is sent, unless ORT_DISABLE_TELEMETRY is set to something else outside.
/// </summary>
public static class OnnxEnvironment
{
    private const int LargeBytes = 8 << 20;   // as little memory as with 1 << 20, and 2 % less processor time for the tiles of a photo

    private static readonly Lazy<OrtEnv> _started = new(Start);

    /// <summary>The environment, started at the first use; to be asked for before any session is made.</summary>
    /// <exception cref="Contracts.Failures.FarmException">The engine's libraries do not belong together.</exception>
    public static OrtEnv Instance => _started.Value;

    /// <summary>Name and version of the engine.</summary>
    public static string Version => $"ONNX Runtime {Instance.GetVersionString()}";

    private static OrtEnv Start()
    {
        OnnxVersions.OfThisProcess.RequireMatch();
        LibC.MapLarge(LargeBytes);
        // It is read when the environment starts: the API's own switch comes too late for the first report.
        _ = LibC.SetUnlessSet("ORT_DISABLE_TELEMETRY", "1");
        _ = CudaEnvironment.OfThisProcess;   // and CUDA reads its own when the first session starts it
        return OrtEnv.Instance();
    }
}
