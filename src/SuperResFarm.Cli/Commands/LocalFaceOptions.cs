using System.CommandLine;
using SuperResFarm.Cli.Batch;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.Commands;

/// <summary>How faces are restored on this machine, whose files may be models, and whose user may want to look.</summary>
internal sealed class LocalFaceOptions
{
    private readonly FaceOptions _common = new("by name or file", "-w");
    private readonly Option<string?> _pictures = new("--debug-faces") { Description = "Draw boxes, landmarks, aligned and restored faces and masks into this folder; finished images are done again." };

    public void AddTo(Command command)
    {
        _common.AddTo(command);
        command.Add(_pictures);
    }

    /// <returns>What is asked for; null: nothing about faces.</returns>
    /// <exception cref="FarmException">The options contradict each other, or a value is out of range.</exception>
    public FaceSettings? Settings(ParseResult parsed, ModelLibrary library, bool acceptLicence)
    {
        if (_common.Parameters(parsed, _pictures) is not { } asked)
            return null;
        FaceOptions.Require(parsed.GetValue(_pictures) is not "", "--debug-faces '': name a folder.");
        FaceOptions.Require(!File.Exists(parsed.GetValue(_pictures)), $"--debug-faces '{parsed.GetValue(_pictures)}' is a file: name a folder.");
        var parser = asked.Parser ?? (library.Has(FaceParameters.UsualParser) ? FaceParameters.UsualParser : null);
        var settings = FaceSettings.Of(asked with { Parser = parser, AcceptLicence = acceptLicence });
        settings?.Check();
        return settings;
    }

    /// <returns>The models that are needed besides the one that <c>-n</c> names, for fetching what is not here.</returns>
    public IReadOnlyList<string> Models(ParseResult parsed) => _common.Parameters(parsed, _pictures) is { } faces
        ? [.. new[] { faces.RestorerName(), faces.DetectorName(), faces.ParserName(), _common.Background(parsed, named: false) }.OfType<string>()]
        : [];

    /// <inheritdoc cref="FaceOptions.Background"/>
    public string? Background(ParseResult parsed, bool named) => _common.Background(parsed, named);

    /// <returns>The settings with the scale that an untouched background has, unless a size is asked for.</returns>
    public UpscaleSettings Sized(ParseResult parsed, UpscaleSettings settings) =>
        settings is { OutScale: null, OutSize: null } && _common.LeavesRest(parsed, settings.Model) ? settings with { OutScale = 1 } : settings;

    /// <summary>Whether pictures are drawn.</summary>
    public bool Draws(ParseResult parsed) => parsed.GetValue(_pictures) is not null;

    /// <returns>What draws the pictures of an image; null: nobody asked.</returns>
    public Func<WorkItem, FacePictures>? Pictures(ParseResult parsed, WorkList work) => parsed.GetValue(_pictures) is not { } folder ? null : item =>
    {
        var name = Path.GetRelativePath(work.Folder, item.Target);
        return new FacePictures(Path.Combine(folder, Path.GetDirectoryName(name) ?? ""), Path.GetFileName(name));
    };
}
