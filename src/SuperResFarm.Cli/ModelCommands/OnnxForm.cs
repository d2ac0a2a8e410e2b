using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Importing;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary>The forms of input and output that an ONNX file can be written with.</summary>
internal static class OnnxForm
{
    private static readonly (string Name, Func<Network, byte[]> Write)[] _forms =
    [
        ("nhwc-u8", network => network.ToOnnx(SampleType.UInt8)),
        ("nhwc-u16", network => network.ToOnnx(SampleType.UInt16)),
        ("nhwc-f32", network => network.ToOnnx(SampleType.Float32)),
        ("nchw-f32", network => network.ToBareOnnx()),
    ];

    /// <summary>Names of the forms; the first is the usual one.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _forms.Select(form => form.Name)];

    /// <exception cref="FarmException">No form has that name.</exception>
    public static Func<Network, byte[]> Of(string name) => _forms.FirstOrDefault(form => form.Name == name).Write
        ?? throw FarmException.Rejected(FailureCode.SettingsInvalid, $"--io '{name}': give {string.Join(", ", Names)}.");

    /// <summary>Reads a network and writes it, whole or not at all.</summary>
    /// <returns>The warnings that reading it gave.</returns>
    /// <exception cref="FarmException">The file is there already, or its folder cannot be written.</exception>
    public static IReadOnlyList<string> Save(string path, Func<ReadResult> read, Func<Network, byte[]> write)
    {
        if (File.Exists(path))
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"'{path}' is there already; remove it, or choose another name.");
        var result = read();
        try
        {
            File.WriteAllBytes(path + ".part", write(result.Network));
            File.Move(path + ".part", path);
            return result.Warnings;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"'{path}' cannot be written; check its folder and the space on its disk.", fault);
        }
    }
}
