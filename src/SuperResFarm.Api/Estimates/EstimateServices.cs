using Microsoft.Extensions.DependencyInjection.Extensions;
using SuperResFarm.Hosting.Startup;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Api.Estimates;

/// <summary>Composition of this folder.</summary>
internal static class EstimateServices
{
    public static void AddEstimates(this IServiceCollection services)
    {
        services.AddFarmOptions<ImageLimits>(ImageLimits.Section);
        services.TryAddSingleton<HeaderReader>();
        services.TryAddSingleton<Surveyor>();
        services.TryAddSingleton<PaceBook>();
        services.TryAddSingleton<Estimator>();
        services.TryAddSingleton<EstimateIntake>();
        services.AddHostedService<SurveyService>();
    }
}
