using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace SuperResFarm.Hosting.Startup;

/// <summary>Holds settings within the ranges that they carry as attributes; each mistake names its key.</summary>
/// <typeparam name="TOptions">Carries the settings.</typeparam>
/// <param name="section">Name of their section.</param>
internal sealed class RangesValidator<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var mistakes = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), mistakes, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(mistakes.Select(mistake => $"{section}:{mistake.MemberNames.Single()}: {mistake.ErrorMessage}"));
    }
}
