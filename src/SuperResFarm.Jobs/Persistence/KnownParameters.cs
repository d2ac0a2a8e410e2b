using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>Reads stored parameters, equal texts once: most jobs and items are enlarged in the same way.</summary>
internal sealed class KnownParameters
{
    private readonly Dictionary<string, UpscaleParameters> _known = [];

    /// <returns>The parameters.</returns>
    /// <param name="stored">As a job or an item keeps them.</param>
    public UpscaleParameters Of(string stored)
    {
        if (!_known.TryGetValue(stored, out var parameters))
            _known[stored] = parameters = ParameterJson.Read(stored) ?? new UpscaleParameters();
        return parameters;
    }
}
