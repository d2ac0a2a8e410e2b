using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Api.Estimates;

/// <summary>Holds the limits on images within the ranges they carry: the service must refuse in an estimate what workers refuse.</summary>
internal sealed class LimitsCheck : IValidateOptions<ImageLimits>
{
    public ValidateOptionsResult Validate(string? name, ImageLimits options)
    {
        var mistakes = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), mistakes, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(mistakes.Select(mistake => $"{ImageLimits.Section}:{mistake.MemberNames.Single()}: {mistake.ErrorMessage}"));
    }
}
