using Microsoft.Extensions.Options;
using SuperResFarm.Api.Settings;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Access;

/// <summary>
/// The places that belong to one tenant each: a folder for its uploads, and one for results of its jobs that name no place. It may always use its own, and never those of others,
/// whatever else is allowed.
/// </summary>
/// <param name="options">Where all of them lie.</param>
internal sealed class TenantPlaces(IOptions<ApiOptions> options)
{
    private readonly ObjectPrefix? _uploads = Parse(options.Value.UploadPrefix);
    private readonly ObjectPrefix? _results = Parse(options.Value.ResultPrefix);

    /// <summary>Where all tenants upload; null: nowhere.</summary>
    public ObjectPrefix? Uploads => _uploads;

    /// <returns>Where a tenant uploads; null: nowhere.</returns>
    public ObjectPrefix? UploadsOf(string tenant) => Part(_uploads, tenant);

    /// <returns>Where results of a tenant's jobs go that name no place; null: nowhere.</returns>
    public ObjectPrefix? ResultsOf(string tenant) => Part(_results, tenant);

    /// <returns>Where a tenant may, with its own places and without those of others.</returns>
    /// <param name="tenant">Whose.</param>
    /// <param name="rules">Where it may otherwise.</param>
    public AccessRules Apply(string tenant, AccessRules rules)
    {
        var (read, write) = (rules.Read, rules.Write);
        if (_uploads is not null && UploadsOf(tenant) is { } uploads)
        {
            read = (read ?? AllowedPrefixes.Everywhere).Sharing(new(_uploads, uploads, IsOpen: true));
            // No more than before: results there would be removed after a while.
            write = (write ?? AllowedPrefixes.Everywhere).Sharing(new(_uploads, uploads, IsOpen: false));
        }
        if (_results is not null && ResultsOf(tenant) is { } results)
        {
            read = (read ?? AllowedPrefixes.Everywhere).Sharing(new(_results, results, IsOpen: true));
            write = (write ?? AllowedPrefixes.Everywhere).Sharing(new(_results, results, IsOpen: true));
        }
        return rules with { Read = read, Write = write, Uploads = UploadsOf(tenant), Results = ResultsOf(tenant) };
    }

    /// <returns>A folder that nobody has used, for one job or one upload; null: there is no place.</returns>
    public static ObjectPrefix? FolderIn(ObjectPrefix? place) => place is null ? null : FolderIn(place, Guid.NewGuid());

    /// <returns>The folder of that id.</returns>
    public static ObjectPrefix FolderIn(ObjectPrefix place, Guid id) => ObjectPrefix.Of(place.Bucket, $"{place.Start}{id:n}/");

    /// <returns>What follows such a folder in an object's key; null: it lies in none.</returns>
    public static string? NameIn(ObjectPrefix? place, ObjectUri uri)
    {
        if (place?.Covers(uri) != true)
            return null;
        var below = uri.Key[place.Start.Length..];
        return below.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && Guid.TryParseExact(below[..slash], "n", out _) ? below[(slash + 1)..] : null;
    }

    private static ObjectPrefix? Parse(string? prefix) => prefix is null ? null : ObjectPrefix.Parse(prefix);

    private static ObjectPrefix? Part(ObjectPrefix? all, string tenant) => all is null ? null : ObjectPrefix.Of(all.Bucket, $"{all.Start}{tenant}/");
}
