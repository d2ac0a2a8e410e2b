using Microsoft.Extensions.Options;
using SuperResFarm.Api.Settings;

namespace SuperResFarm.Api.Uploads;

/// <summary>What clients call this service.</summary>
/// <param name="options">Maybe says it.</param>
internal sealed class PublicAddress(IOptions<ApiOptions> options)
{
    private readonly string? _set = options.Value.PublicUrl?.TrimEnd('/');

    /// <returns>An address of this service as a client can use it.</returns>
    /// <param name="request">By which name the client called.</param>
    /// <param name="path">Begins with a slash; escaped.</param>
    public string Of(HttpRequest request, string path) => (_set ?? $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}") + path;
}
