using Microsoft.ML.OnnxRuntime;

namespace SuperResFarm.Inference.Providers;

/// <summary>What sessions have in common, whatever runs them.</summary>
internal static class PlainSession
{
    /// <returns>Options that the caller adds a provider to, and disposes of.</returns>
    public static SessionOptions Options()
    {
        _ = OnnxEnvironment.Instance;   // the first options would start one of their own
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,   // the processor's blocked convolution layout needs it
            EnableMemoryPattern = false,    // plans per shape; shapes differ between images
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,   // faults reach the caller as exceptions
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");   // decode and encode want the core
        return options;
    }
}
