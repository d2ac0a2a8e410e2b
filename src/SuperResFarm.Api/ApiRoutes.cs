using SuperResFarm.Api.Background;
using SuperResFarm.Api.Endpoints;
using SuperResFarm.Api.Problems;
using SuperResFarm.Hosting.Health;

namespace SuperResFarm.Api;

/// <summary>The endpoints of this project.</summary>
public static class ApiRoutes
{
    /// <summary>Maps <c>/v1</c>, <c>/openapi/v1.json</c>, its page <c>/docs</c>, and <c>/health</c>.</summary>
    /// <param name="routes">Where; their services have <see cref="ApiServices.AddFarmApi"/>.</param>
    public static void MapFarmApi(this IEndpointRouteBuilder routes)
    {
        var guard = routes.ServiceProvider.GetRequiredService<ProblemGuard>();
        var gate = routes.ServiceProvider.GetRequiredService<StartGate>();
        var all = routes.MapGroup("");
        ((IEndpointConventionBuilder)all).Finally(endpoint => endpoint.RequestDelegate = Guarded(guard, endpoint.RequestDelegate));
        var jobs = all.MapGroup("/v1/jobs").WithTags("Jobs");
        ((IEndpointConventionBuilder)jobs).Finally(endpoint => endpoint.RequestDelegate = OfJobs(gate, endpoint.RequestDelegate));
        JobEndpoints.Map(jobs);
        ItemEndpoints.Map(jobs);
        ModelEndpoints.Map(all);
        all.MapOpenApi(ApiDocument.Path);
        ApiPage.Map(all);
        all.MapFarmHealth();
    }

    private static RequestDelegate? Guarded(ProblemGuard guard, RequestDelegate? endpoint) =>
        endpoint is null ? null : context => guard.InvokeAsync(context, endpoint);

    private static RequestDelegate? OfJobs(StartGate gate, RequestDelegate? endpoint) => endpoint is null ? null : context =>
    {
        context.Response.Headers.CacheControl = "no-store";
        return gate.IsOpen ? endpoint(context) : throw FaultMap.NoDatabase();
    };
}
