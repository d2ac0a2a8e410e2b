using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Inference.Providers;

/// <summary>Turns what the engine says when a provider does not work into what the user can do.</summary>
internal static partial class ProviderFaults
{
    private static readonly (string Begins, string Remedy)[] _libraries =
    [
        ("libcuda.", "it comes with NVIDIA's driver: install that, or start the container with GPUs (--gpus all)"),
        ("libcudnn", "install cuDNN 9"),
        ("libnvinfer", "install TensorRT 10"),
        ("libnvonnxparser", "install TensorRT 10"),
        ("libonnxruntime_providers_", "it belongs beside the program: copy the whole published folder"),
        ("lib", "install the CUDA runtime libraries of the version that this ONNX Runtime was built for, or use an image that has them"),
    ];

    /// <summary>Lets a provider be made.</summary>
    /// <exception cref="FarmException">It cannot be (<see cref="FailureCode.DeviceUnavailable"/>).</exception>
    public static T Guard<T>(string provider, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException or IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.DeviceUnavailable, $"{provider} cannot be used: {Explain(fault)}.", fault);
        }
    }

    /// <returns>Cause and remedy, without a full stop.</returns>
    internal static string Explain(Exception fault)
    {
        var words = fault.Message;
        if (fault is EntryPointNotFoundException || words.Contains("not enabled in this build", StringComparison.Ordinal))
            return OnnxBuild.OfThisProcess.LackOfCuda;
        if (MissingLibrary().Match(words) is { Success: true, Groups: var groups })
            return $"{groups["file"].Value} is missing: {_libraries.First(library => groups["file"].Value.StartsWith(library.Begins, StringComparison.Ordinal)).Remedy}";
        if (words.Contains("driver version is insufficient", StringComparison.Ordinal))
            return "NVIDIA's driver is too old for the CUDA that this ONNX Runtime was built for: update it ('superres doctor' shows the version)";
        return words.Split('\n', 2)[0].TrimEnd('.', ' ', '\r');
    }

    [GeneratedRegex(@"(?<file>lib[\w.+-]+\.so[\w.]*): cannot open shared object file")]
    private static partial Regex MissingLibrary();
}
