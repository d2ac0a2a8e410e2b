using System.CommandLine;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Importing;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary><c>superres models import</c>: makes a checkpoint or ONNX file a model of the farm, or an ONNX file for use elsewhere.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A .pth, .pt, .safetensors or .onnx file." };
        var name = new Option<string?>("--name") { Description = "Name for -n. Default: the catalog's name of these weights, else the file's." };
        var output = new Option<string?>("--out") { Description = "Write an ONNX file here instead of keeping the model." };
        var form = new Option<string>("--io") { Description = $"With --out: {string.Join(", ", OnnxForm.Names)}; nchw-f32 is the bare network, unclamped.", DefaultValueFactory = _ => OnnxForm.Names[0] };
        var (store, weights) = (new StoreOptions(), new WeightOptions());
        var command = new Command("import", "Imports a model file.") { file, name, output, form };
        store.AddTo(command);
        weights.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path))
                throw FarmException.Rejected(FailureCode.SourceMissing, $"There is no file '{path}'.");
            var request = weights.Request(parsed, path) with { Name = parsed.GetValue(name) };
            var importer = new ModelImporter(ModelFolders.Catalog(), TimeProvider.System);
            if (parsed.GetValue(output) is { } target)
            {
                var samples = OnnxForm.Of(parsed.GetValue(form)!);
                if (File.Exists(target))
                    throw FarmException.Rejected(FailureCode.OutputUnwritable, $"'{target}' is there already; remove it, or choose another name.");
                var read = importer.Read(request);
                read.Network.Save(target, samples);
                Say(read.Warnings);
            }
            else
            {
                if (parsed.GetResult(form) is { Implicit: false })
                    throw FarmException.Rejected(FailureCode.SettingsInvalid, "--io belongs to --out: a kept model serves every form.");
                var result = await importer.ImportAsync(request, store.Store(parsed), ct);
                Say(result.Warnings);
                ModelFacts.Write(result.Model, ModelFolders.Catalog());
            }
            return ExitCodes.Good;
        });
        return command;
    }

    private static void Say(IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
            Console.Error.WriteLine($"warning: {warning}");
    }
}
