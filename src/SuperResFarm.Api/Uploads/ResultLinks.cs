using System.Globalization;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Uploads;

/// <summary>Tells clients where to fetch results.</summary>
internal sealed class ResultLinks(TenantPlaces places, IObjectStore store, PublicAddress address, IOptions<ApiOptions> options, TimeProvider time)
{
    /// <returns>Where the result of an item is.</returns>
    /// <param name="job">Whose item it is.</param>
    /// <param name="item">Has succeeded.</param>
    /// <param name="result">What it has stored.</param>
    /// <param name="http">By which name the client called the service.</param>
    public LinkBody Of(JobView job, ItemView item, ItemResult result, HttpRequest http)
    {
        var target = ObjectUri.Parse(item.Target);
        var name = TenantPlaces.NameIn(places.ResultsOf(job.Tenant), target) ?? target.Key;
        var url = store.CanPresign
            ? store.Presign(target, new(PresignedUse.Get, options.Value.LinkLife) { FileName = FileNameOf(target) }).Url.AbsoluteUri
            : address.Of(http, string.Create(CultureInfo.InvariantCulture, $"/v1/jobs/{job.Id}/items/{item.Number}/content"));
        return new LinkBody(item.Number, item.Source, item.Target, name, url, result.Bytes, result.Sha256, !store.CanPresign,
            store.CanPresign ? time.GetUtcNow() + options.Value.LinkLife : null);
    }

    /// <returns>The name without its folders.</returns>
    public static string FileNameOf(ObjectUri target) => target.Key[(target.Key.LastIndexOf('/') + 1)..];
}
