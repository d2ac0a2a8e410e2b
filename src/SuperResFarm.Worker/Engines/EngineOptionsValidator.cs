using Microsoft.Extensions.Options;
using SuperResFarm.Inference.Choosing;

namespace SuperResFarm.Worker.Engines;

/// <summary>Finds all mistakes in the engine's settings at once; each names its key.</summary>
internal sealed class EngineOptionsValidator : IValidateOptions<EngineOptions>
{
    public ValidateOptionsResult Validate(string? name, EngineOptions options)
    {
        string[] mistakes = [.. EngineRules.MistakesIn(options)];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
