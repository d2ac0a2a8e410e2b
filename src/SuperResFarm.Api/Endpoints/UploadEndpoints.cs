using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Uploads;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Tenants;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Endpoints;

/// <summary>Uploads: where to put files, and the taking of files where the store has no addresses of its own.</summary>
internal static class UploadEndpoints
{
    public static void Map(RouteGroupBuilder uploads)
    {
        uploads.MapPost("", OpenAsync).NeedsScope(KeyScope.Submit, "upload.create")
            .Says("createUpload", "Tells where files can be put that are to be enlarged.",
                "Send each file to its url, with exactly the headers that are told, then name its uri as the source of an item. Files that are not in the store before expiresAt need another "
                + "request, with upload set to the id so that they join the others. What is uploaded is removed after a while (keptUntil).")
            .Accepts<UploadRequest>("application/json").Produces<UploadBody>(StatusCodes.Status201Created)
            .Fails(StatusCodes.Status409Conflict, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity);
        uploads.MapPut("{id:guid}/{**file}", PutAsync).NeedsScope(KeyScope.Submit, "upload.put")
            .Says("putUpload", "Takes one file of an upload into the store.",
                "For clients that do not reach the store itself, and for stores without addresses for that. The header Repr-Digest may announce the SHA-256: other content is not stored. What "
                + "was there under that name is replaced.")
            .Accepts<IFormFile>("application/octet-stream").Produces<StoredBody>(StatusCodes.Status201Created)
            .Fails(StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status411LengthRequired, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> OpenAsync(HttpContext context, UploadDesk desk, RequestFacts facts, AuditLog audit, IOptions<ApiOptions> options, CancellationToken ct)
    {
        var tenant = facts.TenantOf(context);
        var request = await BodyReader.SmallJsonAsync<UploadRequest>(context, options.Value.MaxBodyBytes, ct);
        var opened = desk.Open(tenant, request, context.Request);
        // Before somebody holds the addresses.
        await audit.DoneAsync(RequestFacts.OriginOf(context), tenant, "upload.create", opened.Id.ToString(), $"{opened.Files.Count} files, {request.Files.Sum(file => file.Bytes)} bytes", ct);
        return TypedResults.Json(opened, FarmJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> PutAsync(HttpContext context, Guid id, string file, UploadDesk desk, RequestFacts facts, IObjectStore store, IOptions<ApiOptions> options, CancellationToken ct)
    {
        // A slash that a client has escaped arrives as it is; the percent sign of a name would have been escaped itself.
        var name = context.Features.Get<IHttpRequestFeature>()?.RawTarget.Contains("%25", StringComparison.Ordinal) == true ? file : file.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var uri = desk.AddressOf(facts.TenantOf(context), id, name);
        var (length, most) = (context.Request.ContentLength, options.Value.MaxUploadBytes);
        if (length is null)
            throw new ProblemException(StatusCodes.Status411LengthRequired, "length-required", "The file's length is missing; send Content-Length.");
        if (length == 0)
            throw new ProblemException(StatusCodes.Status422UnprocessableEntity, "upload-empty", "The file is empty, so it is no image.");
        if (length > most)
            throw new ProblemException(StatusCodes.Status413PayloadTooLarge, "upload-too-large", $"The file is longer than the {most} bytes that this farm takes.");
        BodyReader.Limit(context, most);
        var written = (await store.WriteAsync(uri, context.Request.Body, new WriteOptions { Sha256 = ReprDigest.Read(context.Request) }, ct)).Head;
        return TypedResults.Json(new StoredBody(uri.ToString(), written.Bytes, written.Sha256 ?? "", written.Version.ETag), FarmJson.Options, statusCode: StatusCodes.Status201Created);
    }
}
