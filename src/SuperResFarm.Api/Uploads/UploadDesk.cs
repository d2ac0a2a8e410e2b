using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Uploads;

/// <summary>
/// Tells clients where to put files. Nothing is written down: the folder of an upload is its tenant's by its name, and what may be put there is signed into the address.
/// </summary>
internal sealed class UploadDesk(TenantPlaces places, IObjectStore store, PublicAddress address, IOptions<ApiOptions> options, TimeProvider time)
{
    /// <summary>Most files of one request.</summary>
    public const int MostFiles = 1000;

    /// <returns>Where the files of a tenant can be put.</returns>
    /// <exception cref="ProblemException">Uploads are off, or the request has mistakes.</exception>
    public UploadBody Open(string tenant, UploadRequest request, HttpRequest http)
    {
        var place = PlaceOf(tenant);
        var id = request.Upload ?? Guid.NewGuid();
        var folder = TenantPlaces.FolderIn(place, id);
        var addresses = AddressesOf(folder, request);
        var now = time.GetUtcNow();
        return new UploadBody(id, folder.ToString(), now + options.Value.LinkLife, now + options.Value.UploadLife,
            [.. request.Files.Zip(addresses, (file, uri) => store.CanPresign ? OfStore(file, uri) : OfFarm(file, uri, id, http))]);
    }

    /// <returns>The address of one file of an upload.</returns>
    /// <exception cref="ProblemException">Uploads are off.</exception>
    /// <exception cref="Contracts.Failures.FarmException">The file may not be called so.</exception>
    public ObjectUri AddressOf(string tenant, Guid id, string name) => FileNames.AddressOf(TenantPlaces.FolderIn(PlaceOf(tenant), id), name);

    private ObjectPrefix PlaceOf(string tenant) => places.UploadsOf(tenant) ?? throw new ProblemException(StatusCodes.Status409Conflict, "uploads-off",
        "This farm takes no uploads: its operator has to set Api:UploadPrefix. Until then put the images into the object store and name their addresses.");

    private List<ObjectUri> AddressesOf(ObjectPrefix folder, UploadRequest request)
    {
        var (mistakes, addresses, names) = (new MistakeList(), new List<ObjectUri>(), new HashSet<string>(StringComparer.Ordinal));
        if (request.Files.Count is 0 or > MostFiles)
            mistakes.Add("/files", $"must have 1 to {MostFiles} entries");
        foreach (var (at, file) in request.Files.Take(MostFiles).Index())
        {
            var pointer = $"/files/{at}";
            // A list's elements may be null whatever its type says.
            if (file is null)
            {
                mistakes.Add(pointer, "must be an object, not null");
                continue;
            }
            if (mistakes.Try($"{pointer}/name", () => FileNames.AddressOf(folder, file.Name)) is { } uri)
                addresses.Add(uri);
            if (!names.Add(file.Name))
                mistakes.Add($"{pointer}/name", "is the name of another file of this request too");
            if (file.Bytes < 1)
                mistakes.Add($"{pointer}/bytes", "must be 1 or more: an empty file is no image");
            else if (file.Bytes > options.Value.MaxUploadBytes)
                mistakes.Add($"{pointer}/bytes", $"must be at most {options.Value.MaxUploadBytes}, the longest file that this farm takes");
            if (file.Sha256 is { } hash && !(hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower)))
                mistakes.Add($"{pointer}/sha256", "must be 64 lower-case hexadecimal digits, or be left out");
        }
        mistakes.ThrowIfAny();
        return addresses;
    }

    private FileBody OfStore(FileRequest file, ObjectUri uri)
    {
        var signed = store.Presign(uri, new(PresignedUse.Put, options.Value.LinkLife) { Bytes = file.Bytes, Sha256 = file.Sha256 });
        return new FileBody(file.Name, uri.ToString(), signed.Url.AbsoluteUri, HttpMethods.Put, signed.Headers, Direct: false);
    }

    private FileBody OfFarm(FileRequest file, ObjectUri uri, Guid id, HttpRequest http)
    {
        var headers = new Dictionary<string, string> { ["Content-Length"] = $"{file.Bytes}" };
        if (file.Sha256 is { } sha256)
            headers[ReprDigest.Header] = ReprDigest.Of(sha256);
        return new FileBody(file.Name, uri.ToString(), address.Of(http, $"/v1/uploads/{id}/{FileNames.Escaped(file.Name)}"), HttpMethods.Put, headers, Direct: true);
    }
}
