using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Catalog;

/// <summary>Finds mistakes in where the cards of models are copied from.</summary>
internal sealed class ModelsCheck : IValidateOptions<ModelsOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelsOptions options)
    {
        if (options.Prefix is not { } prefix)
            return ValidateOptionsResult.Success;
        try
        {
            _ = new AllowedPrefixes([ObjectPrefix.Parse(prefix)]);
        }
        catch (FarmException wrong)
        {
            return ValidateOptionsResult.Fail($"Models:Prefix: {wrong.Message}");
        }
        return options.Cache is { } cache && Path.IsPathFullyQualified(cache) ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Models:Cache must be the absolute path of a folder for what is copied from Models:Prefix.");
    }
}
