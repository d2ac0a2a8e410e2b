using System.CommandLine;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Cli.Commands;

/// <summary>How faces are restored, on this machine and by a farm alike. Names and meanings are those of GFPGAN's script and of Real-ESRGAN's.</summary>
/// <param name="named">How models are named, for the help: by name, or by name or file.</param>
/// <param name="weights">Names of the option of the weight: the short one may mean something else.</param>
internal sealed class FaceOptions(string named, params string[] weights)
{
    /// <summary>Long names of options that have a short one elsewhere.</summary>
    public const string Version = "--version", Weight = "--weight";

    private const string Without = "none", RealEsrgan = "realesrgan";

    private readonly Option<bool> _faces = new("--face_enhance", "--face-enhance") { Description = "Find faces, restore them by a face model and paste them back. Such models make faces up: --fidelity evidence, faithful and balanced refuse them." };
    private readonly Option<string?> _version = new(Version) { Description = $"Face model: {FaceVersions.Words}. -v does as well before such a word. Default: {FaceVersions.Usual}." };
    private readonly Option<string?> _model = new("--face-model") { Description = $"Face model, {named}, instead of --version." };
    private readonly Option<string?> _detector = new("--face-detector") { Description = $"What finds faces, {named}. Default: {FaceParameters.UsualDetector}." };
    private readonly Option<string?> _parser = new("--face-parser") { Description = $"What tells hair and background from faces, {named}; none: paste squares with soft sides. Default: {FaceParameters.UsualParser} if it is there." };
    private readonly Option<double?> _weight = new(Weight, weights) { Description = "How much is seen of restored faces: 0 (faces as enlarged) to 1 (as restored). Default: 1.", CustomParser = result => Numbers.Read(result) };
    private readonly Option<bool> _centre = new("--only_center_face", "--only-center-face") { Description = "Restore only the face nearest to the middle." };
    private readonly Option<bool> _aligned = new("--aligned") { Description = "Sources are aligned faces: nothing is searched, and unless --bg_upsampler or -n says otherwise the face is all of the result." };
    private readonly Option<string?> _background = new("--bg_upsampler", "--bg-upsampler") { Description = "What enlarges the rest: realesrgan (as without faces), bicubic, lanczos, any model as for -n, or none (formulas only, and without -s the rest stays untouched)." };
    private readonly Option<int?> _limit = new("--max-faces") { Description = $"Most faces restored in an image, 1 to {FaceParameters.MostFaces}. Default: {FaceParameters.UsualLimit}." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _faces, _version, _model, _detector, _parser, _weight, _centre, _aligned, _background, _limit })
            command.Add(option);
    }

    /// <returns>What is asked for, its ranges not checked; null: nothing about faces.</returns>
    /// <param name="parsed">The command line.</param>
    /// <param name="others">Options that mean nothing without faces.</param>
    /// <exception cref="FarmException">Options contradict each other.</exception>
    public FaceParameters? Parameters(ParseResult parsed, params Option[] others)
    {
        if (!IsAsked(parsed))
        {
            foreach (var option in (Option[])[_detector, _parser, _weight, _background, _limit, .. others])
                Require(parsed.GetResult(option) is null or { Implicit: true }, $"{option.Name} is about restored faces: add --face_enhance.");
            return null;
        }
        Require(parsed.GetValue(_version) is null || parsed.GetValue(_model) is null, "--version and --face-model both name the face model: leave one out.");
        var version = parsed.GetValue(_version);
        Require(version is null || FaceVersions.ModelOf(version) is not null, $"--version '{version}': give {FaceVersions.Words}, or name a face model by --face-model.");
        return new FaceParameters
        {
            Version = version,
            Model = parsed.GetValue(_model),
            Detector = parsed.GetValue(_detector),
            Parser = parsed.GetValue(_parser),
            Weight = parsed.GetValue(_weight),
            OnlyCenterFace = parsed.GetValue(_centre) ? true : null,
            Aligned = parsed.GetValue(_aligned) ? true : null,
            MaxFaces = parsed.GetValue(_limit),
        };
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

    /// <summary>Whether the rest stays as it is where no size is asked for: nothing but formulas enlarges it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">What would enlarge it.</param>
    public bool LeavesRest(ParseResult parsed, string model) => model == ModelOptions.WithoutWeights && (parsed.GetValue(_background) == Without || parsed.GetValue(_aligned));

    private bool IsAsked(ParseResult parsed) =>
        parsed.GetValue(_faces) || parsed.GetValue(_aligned) || parsed.GetValue(_centre) || parsed.GetValue(_version) is not null || parsed.GetValue(_model) is not null;

    /// <summary>Refuses what is not so.</summary>
    internal static void Require(bool condition, string message)
    {
        if (!condition)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, message);
    }
}
