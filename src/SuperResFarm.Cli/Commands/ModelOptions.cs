using System.CommandLine;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.Commands;

/// <summary>Which model, from which folders, on which device.</summary>
internal sealed class ModelOptions
{
    /// <summary>Used when no model is named and its weights are there.</summary>
    public const string Preferred = "realesr-general-x4v3";

    /// <summary>Used when no model is named and no weights are there.</summary>
    public const string WithoutWeights = "lanczos";

    private readonly Option<string?> _name = new("--model-name", "-n", "--model_name", "--model")
    {
        Description = $"Model: a name in the model folders, a .pth or .onnx file, bicubic or lanczos. Default: {Preferred} if it is there, else {WithoutWeights}.",
    };

    private readonly Option<string?> _folder = new("--model-path", "-m", "--model_path")
    {
        Description = "Folder of models, or one model file. Default: SUPERRES_MODELS, ./models, models beside the program, the user's data folder.",
    };

    private readonly Option<string> _device = new("--gpu-id", "-g")
    {
        Description = "Device: auto, -1 or cpu for the processor, or the number of a GPU.",
        DefaultValueFactory = _ => "auto",
    };

    public void AddTo(Command command)
    {
        command.Add(_name);
        command.Add(_folder);
        command.Add(_device);
    }

    public ModelLibrary Library(ParseResult parsed) =>
        new(parsed.GetValue(_folder) is { } given && Directory.Exists(given) ? [given] : ModelFolders.Default());

    public string NameIn(ParseResult parsed, ModelLibrary library, Action<string> note)
    {
        RequireCpu(parsed.GetValue(_device)!);
        if (parsed.GetValue(_name) is { } named)
            return named;
        if (parsed.GetValue(_folder) is { } file && !Directory.Exists(file))
            return file;
        if (library.List().Contains(Preferred))
            return Preferred;

        note($"No model with weights was found, so {WithoutWeights} is used (no AI). Put {Preferred}.pth into ./models, or give -m FOLDER -n NAME.");
        return WithoutWeights;
    }

    private static void RequireCpu(string device)
    {
        if (device is not ("auto" or "-1" or "cpu"))
            throw FarmException.Rejected(
                FailureCode.DeviceUnavailable, $"GPU '{device}' was asked for, but this build of superres has no GPU provider: leave out -g, or use '-g cpu'.");
    }
}
