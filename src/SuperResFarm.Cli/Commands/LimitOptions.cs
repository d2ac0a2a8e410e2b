using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Cli.Commands;

/// <summary>What is refused. Checked on the header of a file, before a pixel is decoded.</summary>
internal sealed class LimitOptions
{
    private static readonly ImageLimits _usual = new();

    private readonly Option<double> _bytes = new("--max-mb") { Description = "Largest source file in megabytes.", DefaultValueFactory = _ => Math.Round(_usual.MaxBytes / 1e6), CustomParser = Numbers.Read };
    private readonly Option<double> _in = new("--max-mp-in") { Description = "Most source megapixels.", DefaultValueFactory = _ => _usual.MaxPixelsIn / 1e6, CustomParser = Numbers.Read };
    private readonly Option<double> _out = new("--max-mp-out") { Description = "Most result megapixels.", DefaultValueFactory = _ => _usual.MaxPixelsOut / 1e6, CustomParser = Numbers.Read };
    private readonly Option<int> _frames = new("--max-frames") { Description = "Most frames a source may claim; only the first is used.", DefaultValueFactory = _ => _usual.MaxFrames };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _bytes, _in, _out, _frames })
            command.Add(option);
    }

    public ImageLimits Limits(ParseResult parsed)
    {
        var limits = new ImageLimits
        {
            MaxBytes = (long)(parsed.GetValue(_bytes) * 1e6),
            MaxPixelsIn = (long)(parsed.GetValue(_in) * 1e6),
            MaxPixelsOut = (long)(parsed.GetValue(_out) * 1e6),
            MaxFrames = parsed.GetValue(_frames),
        };
        var mistakes = new List<ValidationResult>();
        return Validator.TryValidateObject(limits, new ValidationContext(limits), mistakes, validateAllProperties: true)
            ? limits
            : throw FarmException.Rejected(FailureCode.SettingsInvalid, string.Join(" ", mistakes.Select(Named)));
    }

    private string Named(ValidationResult mistake)
    {
        Option option = mistake.MemberNames.Single() switch
        {
            nameof(ImageLimits.MaxBytes) => _bytes,
            nameof(ImageLimits.MaxPixelsIn) => _in,
            nameof(ImageLimits.MaxPixelsOut) => _out,
            _ => _frames,
        };
        return $"{option.Name}: {mistake.ErrorMessage}";
    }
}
