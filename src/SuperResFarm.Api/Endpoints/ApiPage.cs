using Scalar.AspNetCore;

namespace SuperResFarm.Api.Endpoints;

/// <summary>The API as a page for people, who can try it there. All it needs comes from the service: it works where nothing else can be reached.</summary>
internal static class ApiPage
{
    /// <summary>Where it is.</summary>
    public const string Path = "/docs";

    // Its one script in the page itself is the same for everybody; nothing that anybody sent is in it.
    private const string Policy = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup("");
        ((IEndpointConventionBuilder)page).Finally(endpoint => endpoint.RequestDelegate = Allowed(endpoint.RequestDelegate));
        page.MapScalarApiReference(Path, options =>
        {
            options.Title = "SuperResFarm";
            options.OpenApiRoutePattern = ApiDocument.Path;
            // What comes from elsewhere, or goes there, is left out.
            (options.DefaultFonts, options.Telemetry, options.HideClientButton) = (false, false, true);
            options.Agent = new() { Disabled = true };
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        });
    }

    private static RequestDelegate? Allowed(RequestDelegate? endpoint) => endpoint is null ? null : context =>
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return endpoint(context);
    };
}
