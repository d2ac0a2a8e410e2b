using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>What all options of this project do with their mistakes.</summary>
internal static class Settings
{
    /// <returns>The options, when there are no mistakes.</returns>
    /// <exception cref="FarmException"><see cref="FailureCode.SettingsInvalid"/> with all of them.</exception>
    public static T Check<T>(T options, IEnumerable<string> mistakes) =>
        string.Join(' ', mistakes) is { Length: > 0 } all ? throw FarmException.Rejected(FailureCode.SettingsInvalid, all) : options;

    /// <summary>Lets a host find the mistakes at its start.</summary>
    public sealed class Validator<T>(Func<T, IEnumerable<string>> mistakes) : IValidateOptions<T> where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            mistakes(options).ToArray() is { Length: > 0 } all ? ValidateOptionsResult.Fail(all) : ValidateOptionsResult.Success;
    }
}
