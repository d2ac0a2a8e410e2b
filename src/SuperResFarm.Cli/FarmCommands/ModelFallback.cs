using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>What is asked of a farm that lacks the preferred model, where nobody named one: what upscale does without it.</summary>
internal static class ModelFallback
{
    /// <returns>The farm's answer.</returns>
    /// <param name="request">With the preferred model.</param>
    /// <param name="anyModel">Whether nobody named a model.</param>
    /// <param name="ask">Asks the farm.</param>
    /// <exception cref="CommandException">The farm refuses.</exception>
    public static async Task<T> AskAsync<T>(JobRequest request, bool anyModel, Func<JobRequest, Task<T>> ask)
    {
        try
        {
            return await ask(request);
        }
        catch (CommandException refused) when (anyModel && refused.Refusal == FailureCode.ModelUnknown.Spelled()
            && refused.Message.Contains($"'{request.Parameters.Model}'", StringComparison.Ordinal))   // and not one of faces
        {
            await Console.Error.WriteLineAsync($"The farm has no '{request.Parameters.Model}', so {ModelOptions.WithoutWeights} is used (no AI). Give -n to choose.");
            return await ask(request with { Parameters = request.Parameters with { Model = ModelOptions.WithoutWeights } });
        }
    }
}
