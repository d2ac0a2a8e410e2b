using Microsoft.ML.OnnxRuntime;

namespace SuperResFarm.Inference.Sessions;

/// <summary>Session settings that won on the CPU, each measured (docs/engine.md).</summary>
internal static class CpuPreset
{
    /// <summary>One thread to a session: one session on each core with a tile of its own beats one session on all cores.</summary>
    public static SessionOptions Create()
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,   // the blocked convolution layout needs it
            EnableCpuMemArena = false,      // halves the peak and costs no time
            EnableMemoryPattern = false,    // plans per shape; shapes differ between images
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");   // decode and encode want the core
        return options;
    }
}
