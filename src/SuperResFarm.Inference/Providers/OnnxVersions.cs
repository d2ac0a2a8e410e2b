using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Native;

namespace SuperResFarm.Inference.Providers;

/// <summary>Versions of the engine's two files, which come in two packages: a mix of versions calls functions that are elsewhere, or not there.</summary>
/// <param name="Native">Of the native library, as it says itself.</param>
/// <param name="Managed">Of the managed library.</param>
public sealed record OnnxVersions(string? Native, Version? Managed)
{
    private static readonly Lazy<OnnxVersions> _ofThisProcess = new(() => new(OnnxLibrary.Version(), typeof(InferenceSession).Assembly.GetName().Version));

    /// <summary>Those beside this program.</summary>
    public static OnnxVersions OfThisProcess => _ofThisProcess.Value;

    /// <summary>Whether the first three numbers are the same; the managed library has a fourth.</summary>
    public bool Match => Native is not null && Managed is not null && Native == Managed.ToString(fieldCount: 3);

    /// <exception cref="FarmException">They differ (<see cref="FailureCode.EngineFailed"/>).</exception>
    public void RequireMatch()
    {
        if (!Match)
            throw FarmException.Rejected(
                FailureCode.EngineFailed,
                $"ONNX Runtime's native library has version {Native ?? "unknown"}, its managed one {Managed?.ToString(3) ?? "unknown"}: publish the program into an empty folder, "
                + "and let no other ONNX Runtime come before it in LD_LIBRARY_PATH.");
    }
}
