using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.Commands;

/// <summary><c>superres doctor</c>: shows what was found on this machine.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var command = new Command("doctor", "Shows versions, devices, providers, codecs, limits and models.");
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            FactTable.Write(VersionRows(), "versions");
            FactTable.Write(DeviceRows(), "device");
            FactTable.Write(CodecRows(), "codecs");
            FactTable.Write(LimitRows(), "limits");
            FactTable.Write(model.Library(parsed).List().Select(name => (name, "")).Concat(ModelFolders.Default().Select(folder => ("searched", folder))), "models");
            return ExitCodes.Good;
        });
        return command;
    }

    private static IEnumerable<(string, string)> VersionRows() =>
    [
        ("superres", typeof(DoctorCommand).Assembly.GetName().Version!.ToString(3)),
        (".NET", RuntimeInformation.FrameworkDescription),
        ("ONNX Runtime", OnnxEnvironment.Instance.GetVersionString()),
        ("libvips", VipsRuntime.Version),
        ("system", $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}"),
    ];

    private static IEnumerable<(string, string)> DeviceRows()
    {
        var cpu = CpuDevice.Probe();
        return
        [
            ("processor", cpu.Name),
            ("cores", cpu.Places.ToString(CultureInfo.InvariantCulture)),
            ("memory free", string.Create(CultureInfo.InvariantCulture, $"{CpuDevice.FreeBytes() / 1e9:0.0} GB")),
            ("GPUs", "none: this build has no GPU provider"),
            ("providers", string.Join(", ", OnnxEnvironment.Instance.GetAvailableProviders())),
        ];
    }

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
