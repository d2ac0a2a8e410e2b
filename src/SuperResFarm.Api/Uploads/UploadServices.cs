using Microsoft.Extensions.DependencyInjection.Extensions;

namespace SuperResFarm.Api.Uploads;

/// <summary>Composition of uploads and of links to results.</summary>
internal static class UploadServices
{
    public static IServiceCollection AddUploads(this IServiceCollection services)
    {
        services.TryAddSingleton<PublicAddress>();
        services.TryAddSingleton<UploadDesk>();
        services.TryAddSingleton<ResultLinks>();
        services.AddHostedService<UploadSweep>();
        return services;
    }
}
