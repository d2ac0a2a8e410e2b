using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.Doctor;

/// <summary>What was found on this machine.</summary>
internal static class DoctorTables
{
    /// <returns>The exit code: good, unless a device that was asked for is not to be had or computes wrong results.</returns>
    public static async Task<int> WriteAsync(ModelLibrary library, DeviceOptions device, ParseResult parsed, CancellationToken ct)
    {
        var chosen = DeviceFacts.Chosen(device, parsed);
        var compared = await DeviceFacts.ComparedAsync(chosen.Providers, ct);
        FactTable.Write(VersionRows(), "versions");
        FactTable.Write(DeviceFacts.Processor(), "processor");
        FactTable.Write(DeviceFacts.Gpus(NvmlProbe.OfThisMachine.List(), CudaEnvironment.OfThisProcess, NvmlProbe.OfThisMachine), "GPUs");
        FactTable.Write([.. DeviceFacts.Build(OnnxBuild.OfThisProcess), .. chosen.Rows, .. compared.Rows], "providers");
        FactTable.Write(CodecRows(), "codecs");
        FactTable.Write(LimitRows(), "limits");
        FactTable.Write(library.List().Select(name => (name, "")).Concat(ModelFolders.Default().Select(folder => ("searched", folder))), "models");
        BookTable.Write(new CalibrationBook(ModelFolders.CalibrationBook, TimeProvider.System).All(), chosen.Providers, new ModelNames(library), TimeProvider.System.GetUtcNow());
        return chosen.ExitCode != ExitCodes.Good ? chosen.ExitCode : compared.ExitCode;
    }

    private static IEnumerable<(string, string)> VersionRows() =>
    [
        ("superres", typeof(DoctorTables).Assembly.GetName().Version!.ToString(3)),
        (".NET", RuntimeInformation.FrameworkDescription),
        ("ONNX Runtime", OnnxEnvironment.Instance.GetVersionString()),
        ("libvips", VipsRuntime.Version),
        ("system", $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}"),
    ];

    private static IEnumerable<(string, string)> CodecRows() =>
        Enum.GetValues<ImageFormat>().Select(format => (
            format.ToString(),
            $"{(CodecSupport.CanRead(format) ? "read" : "-"),-5}{(CodecSupport.CanWrite(format) ? "write" : "-")}"));

    private static IEnumerable<(string, string)> LimitRows()
    {
        var limits = new ImageLimits();
        return
        [
            ("source", string.Create(CultureInfo.InvariantCulture, $"{limits.MaxBytes / 1e6:0} MB, {limits.MaxPixelsIn / 1e6:0} megapixels, {limits.MaxFrames} frames")),
            ("result", string.Create(CultureInfo.InvariantCulture, $"{limits.MaxPixelsOut / 1e6:0} megapixels")),
        ];
    }
}
