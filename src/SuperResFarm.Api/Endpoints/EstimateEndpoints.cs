using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Estimates;
using SuperResFarm.Api.Requests;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Estimates: what a submission would take.</summary>
internal static class EstimateEndpoints
{
    public static void Map(RouteGroupBuilder routes) => routes.MapPost("/estimates", EstimateAsync).WithTags("Jobs").NeedsScope(KeyScope.Submit)
        .Says("estimateJob", "Says what a submission would take, and changes nothing.",
            "The request is that of POST /v1/jobs, with the same checks. Only headers are read, of all images or of a random sample; equal requests draw the same sample. "
            + "Each range holds the truth nine times in ten. What is not known is absent, and notes say what to do about it.")
        .Accepts<JobRequest>("application/json", "application/x-ndjson", "text/csv")
        .Produces<EstimateBody>()
        .Fails(StatusCodes.Status403Forbidden, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> EstimateAsync(HttpContext context, string? request, EstimateIntake intake, RequestFacts facts, IOptions<ApiOptions> options, CancellationToken ct)
    {
        var (tenant, format) = (facts.TenantOf(context), BodyReader.KindOf(context.Request));
        BodyReader.Limit(context, format is null ? options.Value.MaxBodyBytes : options.Value.MaxManifestBytes);
        return TypedResults.Ok(format is { } list
            ? await intake.TakeAsync(tenant, BodyReader.Json<JobRequest>(request ?? "", "The query parameter request"), context.Request.Body, list, ct)
            : await intake.TakeAsync(tenant, await BodyReader.JsonAsync<JobRequest>(context.Request, ct), ct));
    }
}
