using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Inference.Native;

namespace SuperResFarm.Inference.Providers;

/// <summary>
/// The process's one ONNX Runtime environment. Its official Linux builds report usage to their maker as soon as they start and leave
/// an identifier in the user's home; here nothing is sent, unless ORT_DISABLE_TELEMETRY is set to something else outside.
/// </summary>
public static class OnnxEnvironment
{
    private const int KeepWhatIsSet = 0;

    private static readonly Lazy<OrtEnv> _started = new(Start);

    /// <summary>The environment, started at the first use; to be asked for before any session is made.</summary>
    public static OrtEnv Instance => _started.Value;

    private static OrtEnv Start()
    {
        // It is read when the environment starts: the API's own switch comes too late for the first report.
        _ = LibC.SetEnvironment("ORT_DISABLE_TELEMETRY", "1", KeepWhatIsSet);
        return OrtEnv.Instance();
    }
}
