using Microsoft.ML.OnnxRuntime;

namespace SuperResFarm.Inference.Providers;

/// <summary>What providers do with their settings.</summary>
internal static class ProviderSettings
{
    // They differ between devices and days and change neither time nor need of memory.
    private static readonly string[] _passing = ["device_id", "gpu_mem_limit", "trt_engine_cache_path", "trt_timing_cache_path"];

    /// <returns>The settings that time and memory depend on, in one line.</returns>
    public static string Lasting(IEnumerable<KeyValuePair<string, string>> settings) =>
        string.Join(' ', settings.Where(one => !_passing.Contains(one.Key)).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));

    /// <returns>Options with providers; they do not outlive a fault.</returns>
    public static SessionOptions With(Action<SessionOptions> append)
    {
        var options = PlainSession.Options();
        try
        {
            append(options);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }
}
