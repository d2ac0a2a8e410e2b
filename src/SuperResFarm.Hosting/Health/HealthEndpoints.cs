using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SuperResFarm.Hosting.Health;

/// <summary>
/// Three questions an orchestrator asks. <c>live</c>: does the process answer at all? Nothing outside it is asked, so that the loss of a
/// broker restarts nobody. <c>startup</c>: has it begun? <c>ready</c>: can it work now? The body names every check and what it misses.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>Tag of checks that must pass before work is sent here.</summary>
    public const string Ready = "ready";

    /// <summary>Tag of checks that must pass once after the start.</summary>
    public const string Startup = "startup";

    /// <summary>Maps <c>/health/live</c>, <c>/health/ready</c> and <c>/health/startup</c>.</summary>
    /// <param name="routes">Where.</param>
    public static void MapFarmHealth(this IEndpointRouteBuilder routes)
    {
        Map("live", _ => false);
        Map(Ready, check => check.Tags.Contains(Ready));
        Map(Startup, check => check.Tags.Contains(Startup));

        void Map(string name, Func<HealthCheckRegistration, bool> asked) =>
            routes.MapHealthChecks($"/health/{name}", new HealthCheckOptions { Predicate = asked, ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString().ToLowerInvariant(),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => new
        {
            status = entry.Value.Status.ToString().ToLowerInvariant(),
            detail = entry.Value.Description,
        }),
    }, context.RequestAborted);
}
