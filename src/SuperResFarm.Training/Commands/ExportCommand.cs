using System.CommandLine;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Training.Exporting;
using SuperResFarm.Training.Running;

namespace SuperResFarm.Training.Commands;

/// <summary><c>superres-train export</c>: makes a model for the farm, and for others, of a training run.</summary>
internal static class ExportCommand
{
    private const string Bare = "nchw-f32";

    private static readonly Dictionary<string, SampleType?> _forms = new()
    {
        [Bare] = null,
        ["nhwc-u8"] = SampleType.UInt8,
        ["nhwc-u16"] = SampleType.UInt16,
        ["nhwc-f32"] = SampleType.Float32,
    };

    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "Folder of a training run; it may still be going on." };
        var name = new Option<string>("--name") { Description = "Name of the model, such as superres-compact-x4.", Required = true };
        var folder = new Option<string>("-o", "--out") { Description = "Folder for NAME.pth, NAME.onnx and NAME.json. Default: here.", DefaultValueFactory = _ => "." };
        var licence = new Option<string>("--licence") { Description = "SPDX name of the licence that the weights are given under. Default: MIT.", DefaultValueFactory = _ => "MIT" };
        var form = new Option<string>("--io") { Description = $"Images of the ONNX file: {string.Join(", ", _forms.Keys)}. Default: {Bare}, the bare network.", DefaultValueFactory = _ => Bare };
        form.AcceptOnlyFromAmong([.. _forms.Keys]);
        var command = new Command("export", "Writes weights, ONNX graph and card of a training run.") { run, name, folder, licence, form };
        command.SetAction(parsed =>
        {
            var order = new ExportOrder(parsed.GetValue(name)!, parsed.GetValue(folder)!, parsed.GetValue(licence)!, _forms[parsed.GetValue(form)!]);
            if (order.Name.Length == 0 || Path.GetFileName(order.Name) != order.Name)
                throw FarmException.Rejected(FailureCode.SettingsInvalid, $"--name is '{order.Name}'; give a name without folders.");
            var source = new RunFolder(parsed.GetValue(run)!);
            var settings = source.Read();
            if (!File.Exists(source.State))
                throw FarmException.Rejected(FailureCode.SourceMissing, $"The run in '{source.Path}' has no checkpoint yet; wait for the first one.");
            using var state = RunSetup.Empty(settings, TorchDevice.Open("cpu", 1));
            state.Load(source.State);
            Directory.CreateDirectory(order.Folder);
            var card = ModelExport.All(settings, state, order).Card;
            Console.WriteLine($"{order.File(".pth")}  {card.Architecture} x{card.Scale}, {state.Network.Shape.Parameters} weights after {state.Step} steps, SHA-256 {card.Sha256}");
            return ExitCodes.Good;
        });
        return command;
    }
}
