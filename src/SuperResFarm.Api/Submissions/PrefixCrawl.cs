using System.Text.Json;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Manifests;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Submissions;

/// <summary>Finds the images under a prefix, each in the state in which it was found: the first of them while the client waits.</summary>
/// <param name="store">Where.</param>
/// <param name="spool">Keeps the list.</param>
/// <param name="options">How many.</param>
internal sealed class PrefixCrawl(IObjectStore store, Spool spool, IOptions<ApiOptions> options)
{
    private const int BufferBytes = 1 << 17;
    private const int ObjectsForAnImage = 10;

    /// <returns>The images as lines of JSON, and what is still to be listed; null: that were all.</returns>
    /// <param name="plan">With a prefix.</param>
    /// <param name="atOnce">After so many images the search ends; <see cref="int.MaxValue"/>: never.</param>
    /// <param name="ct">Ends the search.</param>
    /// <exception cref="FarmException">There is no image, or there are too many (<see cref="FailureCode.SettingsInvalid"/>), or the store refuses.</exception>
    public async Task<(SpoolFile List, NewCrawl? More)> ListAsync(JobPlan plan, int atOnce, CancellationToken ct)
    {
        var prefix = plan.Prefix ?? throw new ArgumentException("The plan has no prefix.", nameof(plan));
        var most = options.Value.MaxItems;
        var file = spool.Create();
        try
        {
            var (images, passed, last, rest) = (0, 0L, (string?)null, (NewCrawl?)null);
            var lines = new BufferedStream(file.Content, BufferBytes);
            await foreach (var entry in store.ListAsync(prefix, null, ct))
            {
                if (images < most && (images >= atOnce || passed >= (long)atOnce * ObjectsForAnImage))
                {
                    rest = new NewCrawl(CrawlPlan.TextOf(plan), last, passed);
                    break;
                }
                last = entry.Key;
                if (!IsMeant(plan, entry.Key))
                {
                    passed++;
                    continue;
                }
                if (++images > most)
                    throw Refusal($"{TooMany(prefix, most)}; narrow it by include, or split it");
                JsonSerializer.Serialize(lines, Request(entry), FarmJson.Options);
                lines.WriteByte((byte)'\n');
            }
            if (images == 0 && rest is null)
                throw Refusal(Nothing(prefix, passed));
            await lines.FlushAsync(ct);
            file.Content.Position = 0;
            Count(images, passed);
            return (file, rest);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <returns>Whether an object is an image that is meant.</returns>
    /// <param name="plan">With a prefix, which the key has.</param>
    /// <param name="key">Of the object.</param>
    public static bool IsMeant(JobPlan plan, string key)
    {
        var relative = key[(plan.Prefix?.Start.Length ?? 0)..];
        return !key.EndsWith('/')
            && CodecSupport.FromExtension(Path.GetExtension(key)) is { } format && CodecSupport.CanRead(format)
            && (plan.Recursive || !relative.Contains('/'))
            && (plan.Include.Count == 0 || plan.Include.Any(glob => glob.Matches(relative)))
            && !plan.Exclude.Any(glob => glob.Matches(relative));
    }

    /// <returns>What a list would say of an object.</returns>
    public static ItemRequest Request(ObjectEntry entry) => new($"s3://{entry.Bucket}/{entry.Key}", null, entry.ETag);

    /// <returns>Why there is no job, in words without an end.</returns>
    public static string Nothing(ObjectPrefix prefix, long passed) =>
        passed == 0 ? $"Under '{prefix}' there is nothing" : $"Under '{prefix}' there is no image that is meant; {passed} objects were passed over";

    /// <returns>Likewise.</returns>
    public static string TooMany(ObjectPrefix prefix, int most) => $"Under '{prefix}' there are more than the {most} images that a job may have";

    /// <summary>Counts what was listed.</summary>
    public static void Count(int images, long passed)
    {
        FarmMetrics.CrawlObjects.Add(images, Tags.Kind("image"));
        FarmMetrics.CrawlObjects.Add(passed, Tags.Kind("passed_over"));
    }

    private static FarmException Refusal(string what) => FarmException.Rejected(FailureCode.SettingsInvalid, $"{what}.");
}
