using System.CommandLine;
using SuperResFarm.Cli.Batch;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.Commands;

/// <summary>How faces are restored. Names and meanings are those of GFPGAN's script and of Real-ESRGAN's.</summary>
internal sealed class FaceOptions
{
    private const string Without = "none", RealEsrgan = "realesrgan";

    private readonly Option<bool> _faces = new("--face_enhance", "--face-enhance") { Description = "Find faces, restore them by a face model and paste them back. Such models make faces up: --fidelity evidence, faithful and balanced refuse them." };
    private readonly Option<string?> _version = new("--version") { Description = $"Face model: {FaceVersions.Words}. -v does as well before such a word. Default: {FaceVersions.Usual}." };
    private readonly Option<string?> _model = new("--face-model") { Description = "Face model by name or file, instead of --version." };
    private readonly Option<string?> _detector = new("--face-detector") { Description = $"What finds faces, by name or file. Default: {FaceSettings.UsualDetector}." };
    private readonly Option<string?> _parser = new("--face-parser") { Description = $"What tells hair and background from faces, by name or file; none: paste squares with soft sides. Default: {FaceSettings.UsualParser} if it is there." };
    private readonly Option<double> _weight = new("--weight", "-w") { Description = "How much is seen of restored faces: 0 (faces as enlarged) to 1 (as restored).", DefaultValueFactory = _ => 1, CustomParser = Numbers.Read };
    private readonly Option<bool> _centre = new("--only_center_face", "--only-center-face") { Description = "Restore only the face nearest to the middle." };
    private readonly Option<bool> _aligned = new("--aligned") { Description = "Sources are aligned faces: nothing is searched, and unless --bg_upsampler or -n says otherwise the face is all of the result." };
    private readonly Option<string?> _background = new("--bg_upsampler", "--bg-upsampler") { Description = "What enlarges the rest: realesrgan (as without faces), bicubic, lanczos, any model as for -n, or none (formulas only, and without -s the rest stays untouched)." };
    private readonly Option<int> _limit = new("--max-faces") { Description = $"Most faces restored in an image, 1 to {FaceSettings.MostFaces}.", DefaultValueFactory = _ => 200 };
    private readonly Option<string?> _pictures = new("--debug-faces") { Description = "Draw boxes, landmarks, aligned and restored faces and masks into this folder; finished images are done again." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _faces, _version, _model, _detector, _parser, _weight, _centre, _aligned, _background, _limit, _pictures })
            command.Add(option);
    }

    /// <returns>What is asked for; null: nothing about faces.</returns>
    /// <exception cref="FarmException">The options contradict each other, or a value is out of range.</exception>
    public FaceSettings? Settings(ParseResult parsed, ModelLibrary library, bool acceptLicence)
    {
        if (!IsAsked(parsed))
        {
            foreach (var option in new Option[] { _detector, _parser, _weight, _background, _limit, _pictures })
                Require(parsed.GetResult(option) is null or { Implicit: true }, $"{option.Name} is about restored faces: add --face_enhance.");
            return null;
        }
        Require(parsed.GetValue(_version) is null || parsed.GetValue(_model) is null, "--version and --face-model both name the face model: leave one out.");
        Require(parsed.GetValue(_pictures) is not "", "--debug-faces '': name a folder.");
        Require(!File.Exists(parsed.GetValue(_pictures)), $"--debug-faces '{parsed.GetValue(_pictures)}' is a file: name a folder.");
        var settings = new FaceSettings
        {
            Model = ModelOf(parsed),
            Detector = parsed.GetValue(_detector) ?? FaceSettings.UsualDetector,
            Parser = parsed.GetValue(_parser) switch { null => library.Has(FaceSettings.UsualParser) ? FaceSettings.UsualParser : null, Without => null, var named => named },
            Weight = parsed.GetValue(_weight),
            OnlyCentre = parsed.GetValue(_centre),
            Aligned = parsed.GetValue(_aligned),
            Limit = parsed.GetValue(_limit),
            AcceptLicence = acceptLicence,
        };
        settings.Check();
        return settings;
    }

    /// <returns>The models that are needed besides the one that <c>-n</c> names, for fetching what is not here.</returns>
    public IReadOnlyList<string> Models(ParseResult parsed)
    {
        var named = new[] { parsed.GetValue(_background), parsed.GetValue(_parser) }.OfType<string>().Where(name => name is not (Without or RealEsrgan));
        string[] searching = parsed.GetValue(_aligned) ? [] : [parsed.GetValue(_detector) ?? FaceSettings.UsualDetector];
        return IsAsked(parsed) ? [ModelOf(parsed), .. searching, .. named] : [];
    }

    /// <returns>The model that enlarges the rest; null: as without faces.</returns>
    /// <param name="parsed">The command line.</param>
    /// <param name="named">Whether another option names it.</param>
    /// <exception cref="FarmException">Two options name it.</exception>
    public string? Background(ParseResult parsed, bool named)
    {
        var background = parsed.GetValue(_background);
        Require(background is null || !named, "--bg_upsampler and -n both name the model that enlarges: leave one out.");
        return background switch
        {
            Without => ModelOptions.WithoutWeights,
            RealEsrgan => null,
            null => parsed.GetValue(_aligned) && !named ? ModelOptions.WithoutWeights : null,
            var model => model,
        };
    }

    /// <returns>The settings with the scale that an untouched background has, unless a size is asked for.</returns>
    public UpscaleSettings Sized(ParseResult parsed, UpscaleSettings settings) =>
        settings is { OutScale: null, OutSize: null } && settings.Model == ModelOptions.WithoutWeights && (parsed.GetValue(_background) == Without || parsed.GetValue(_aligned))
            ? settings with { OutScale = 1 }
            : settings;

    /// <summary>Whether pictures are drawn.</summary>
    public bool Draws(ParseResult parsed) => parsed.GetValue(_pictures) is not null;

    /// <returns>What draws the pictures of an image; null: nobody asked.</returns>
    public Func<WorkItem, FacePictures>? Pictures(ParseResult parsed, WorkList work) => parsed.GetValue(_pictures) is not { } folder ? null : item =>
    {
        var name = Path.GetRelativePath(work.Folder, item.Target);
        return new FacePictures(Path.Combine(folder, Path.GetDirectoryName(name) ?? ""), Path.GetFileName(name));
    };

    private string ModelOf(ParseResult parsed) => parsed.GetValue(_model) ?? FaceVersions.ModelOf(parsed.GetValue(_version) ?? FaceVersions.Usual);

    private bool IsAsked(ParseResult parsed) =>
        parsed.GetValue(_faces) || parsed.GetValue(_aligned) || parsed.GetValue(_centre) || parsed.GetValue(_version) is not null || parsed.GetValue(_model) is not null;

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, message);
    }
}
