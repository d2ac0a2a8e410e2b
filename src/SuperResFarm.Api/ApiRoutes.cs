using SuperResFarm.Api.Access;
using SuperResFarm.Api.Endpoints;
using SuperResFarm.Api.Health;
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
        var gatekeeper = routes.ServiceProvider.GetRequiredService<Gatekeeper>();
        var all = routes.MapGroup("");
        ((IEndpointConventionBuilder)all).Finally(endpoint => endpoint.RequestDelegate = Guarded(guard, endpoint.RequestDelegate));
        var v1 = all.MapGroup("/v1");
        ((IEndpointConventionBuilder)v1).Finally(endpoint => endpoint.RequestDelegate = Kept(gatekeeper, endpoint));
        var stored = v1.MapGroup("");
        ((IEndpointConventionBuilder)stored).Finally(endpoint => endpoint.RequestDelegate = OfDatabase(gate, endpoint.RequestDelegate));
        var jobs = stored.MapGroup("/jobs").WithTags("Jobs");
        JobEndpoints.Map(jobs);
        ItemEndpoints.Map(jobs);
        DeletionEndpoints.Map(jobs);
        LinkEndpoints.Map(jobs);
        UploadEndpoints.Map(stored.MapGroup("/uploads").WithTags("Uploads"));
        EstimateEndpoints.Map(stored);
        var admin = stored.MapGroup("/admin");
        TenantEndpoints.Map(admin.MapGroup("/tenants").WithTags("Tenants"));
        KeyEndpoints.Map(admin.MapGroup("/tenants/{name}/keys").WithTags("Keys"));
        AuditEndpoints.Map(admin);
        var webhooks = stored.MapGroup("/webhooks").WithTags("Webhooks");
        WebhookEndpoints.Map(webhooks);
        DeliveryEndpoints.Map(webhooks);
        ModelEndpoints.Map(v1);
        all.MapOpenApi(ApiDocument.Path);
        ApiPage.Map(all);
        all.MapFarmHealth();
    }

    private static RequestDelegate? Guarded(ProblemGuard guard, RequestDelegate? endpoint) =>
        endpoint is null ? null : context => guard.InvokeAsync(context, endpoint);

    // An endpoint that does not say what it needs would be open to everybody by mistake, so there is none.
    private static RequestDelegate? Kept(Gatekeeper gatekeeper, EndpointBuilder endpoint)
    {
        var need = endpoint.Metadata.OfType<Need>().SingleOrDefault() ?? throw new InvalidOperationException($"{endpoint.DisplayName} does not say which scope it needs.");
        var inner = endpoint.RequestDelegate;
        return inner is null ? null : context => gatekeeper.InvokeAsync(context, inner, need);
    }

    private static RequestDelegate? OfDatabase(StartGate gate, RequestDelegate? endpoint) => endpoint is null ? null : context =>
    {
        context.Response.Headers.CacheControl = "no-store";
        return gate.IsOpen ? endpoint(context) : throw FaultMap.NoDatabase();
    };
}
