using System.CommandLine;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Models.Perceptual;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>How models are measured, and where the figures go.</summary>
internal sealed class EvaluateOptions
{
    /// <summary>Value of <c>--lpips</c> that measures none.</summary>
    public const string NoLpips = "none";

    private const string Automatic = "auto";
    private const int LeastScale = 1, MostScale = 8, LeastCrop = 32, MostCrop = 1024;

    private static readonly string _nets = string.Join(", ", LpipsNet.All.Select(net => net.Name));

    private readonly Option<string[]> _low = new("--lr") { Description = "Folder of low resolutions under the same names; once for each folder. Default: NAME_LR beside NAME_HR, else they are made by the field's antialiased bicubic." };
    private readonly Option<bool> _own = new("--own-lr") { Description = "Make the low resolutions, whatever lies beside the high ones." };
    private readonly Option<int> _scale = new("--scale", "-s") { Description = "High over low resolution, 1 to 8. As many pixels are left out on every side. 1 measures what restores: damaged images are then given as low resolutions.", DefaultValueFactory = _ => 4 };
    private readonly Option<bool> _colors = new("--rgb") { Description = "Measure red, green and blue too." };
    private readonly Option<string> _lpips = new("--lpips") { Description = $"Network that tells how different results look: {_nets}, {NoLpips}, or auto, the first whose files are here.", DefaultValueFactory = _ => Automatic };
    private readonly Option<string?> _lpipsFolder = new("--lpips-folder") { Description = "Folder with the files of that network. Default: lpips in the model folders." };
    private readonly Option<string?> _lpipsSha256 = new("--lpips-sha256") { Description = "SHA-256 of a trunk other than the published one." };
    private readonly Option<bool> _unverified = new("--allow-unverified") { Description = "Take LPIPS files whatever their checksums are." };
    private readonly Option<string?> _csv = new("--csv") { Description = "Write the figures of every image, and their means, to this file." };
    private readonly Option<string?> _json = new("--json") { Description = "Write all figures and facts to this file." };
    private readonly Option<string?> _html = new("--html") { Description = "Write a page with the figures and the same part of every result side by side to this .html file." };
    private readonly Option<string?> _sheet = new("--sheet") { Description = "Draw these parts into this .png file." };
    private readonly Option<int> _crop = new("--crop") { Description = "Length of these parts in pixels, 32 to 1024.", DefaultValueFactory = _ => 96 };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Show the figures of every image." };
    private readonly LimitOptions _limits = new();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _low, _own, _scale, _colors, _lpips, _lpipsFolder, _lpipsSha256, _unverified, _csv, _json, _html, _sheet, _crop, _verbose })
            command.Add(option);
        _limits.AddTo(command);
    }

    public IReadOnlyList<string> LowFolders(ParseResult parsed) => parsed.GetValue(_low) ?? [];

    public string? LpipsFolder(ParseResult parsed) => parsed.GetValue(_lpipsFolder);

    public string? LpipsSha256(ParseResult parsed) => parsed.GetValue(_lpipsSha256);

    public bool AllowUnverified(ParseResult parsed) => parsed.GetValue(_unverified);

    /// <returns>The files that are to be written, by the option that names them.</returns>
    public IEnumerable<(string Option, string Path)> Files(ParseResult parsed) =>
        new[] { _csv, _json, _html, _sheet }.Where(option => parsed.GetValue(option) is not null).Select(option => (option.Name, parsed.GetValue(option)!));

    /// <exception cref="CommandException">Values that cannot be used; the message has a line for each.</exception>
    public EvaluateOrder Order(ParseResult parsed)
    {
        var (scale, crop, lpips) = (parsed.GetValue(_scale), parsed.GetValue(_crop), parsed.GetValue(_lpips)!);
        var mistakes = new List<string>();
        Require(scale is >= LeastScale and <= MostScale, $"-s {scale}: give {LeastScale} to {MostScale}.");
        Require(crop is >= LeastCrop and <= MostCrop, $"--crop {crop}: give {LeastCrop} to {MostCrop} pixels.");
        Require(lpips is Automatic or NoLpips || LpipsNet.All.Any(net => net.Name == lpips), $"--lpips '{lpips}': give {_nets}, {NoLpips} or {Automatic}.");
        Require(LpipsSha256(parsed) is null or { Length: 64 } && (LpipsSha256(parsed) ?? "").All(char.IsAsciiHexDigit), $"--lpips-sha256 '{LpipsSha256(parsed)}': give 64 hexadecimal digits.");
        Require(!parsed.GetValue(_own) || LowFolders(parsed).Count == 0, "--lr and --own-lr contradict each other: leave one of them out.");
        foreach (var (option, ending) in new[] { (_html, ".html"), (_sheet, ".png") })
            Require(parsed.GetValue(option)?.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ?? true, $"{option.Name} '{parsed.GetValue(option)}': give a name that ends with {ending}.");
        foreach (var twice in Files(parsed).Where(file => file.Path.Length > 0).GroupBy(file => Path.GetFullPath(file.Path)).Where(same => same.Count() > 1))
            Require(false, $"{string.Join(" and ", twice.Select(file => file.Option))} name the same file; give each one of its own.");
        return mistakes.Count > 0
            ? throw CommandException.WrongUse(string.Join('\n', mistakes))
            : new(scale, parsed.GetValue(_own), parsed.GetValue(_colors), lpips == Automatic ? null : lpips,
                parsed.GetValue(_html) is null && parsed.GetValue(_sheet) is null ? 0 : crop, parsed.GetValue(_verbose), _limits.Limits(parsed));

        void Require(bool condition, string mistake)
        {
            if (!condition)
                mistakes.Add(mistake);
        }
    }
}
