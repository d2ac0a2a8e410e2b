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
        var (model, device) = (new ModelOptions(), new DeviceOptions());
        var command = new Command("doctor", "Shows versions, devices, providers, codecs, limits and models.");
        model.AddTo(command);
        device.AddTo(command);
        command.SetAction(parsed =>
        {
            var chosen = DeviceFacts.Chosen(device, parsed);
            FactTable.Write(VersionRows(), "versions");
            FactTable.Write(DeviceFacts.Processor(), "processor");
            FactTable.Write(DeviceFacts.Gpus(NvmlProbe.OfThisMachine.List(), CudaEnvironment.OfThisProcess, NvmlProbe.OfThisMachine), "GPUs");
            FactTable.Write([.. DeviceFacts.Build(OnnxBuild.OfThisProcess), .. chosen.Rows], "providers");
            FactTable.Write(CodecRows(), "codecs");
            FactTable.Write(LimitRows(), "limits");
            FactTable.Write(model.Library(parsed).List().Select(name => (name, "")).Concat(ModelFolders.Default().Select(folder => ("searched", folder))), "models");
            return chosen.ExitCode;
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
