using System.Text.Json;
using SuperResFarm.Api.Manifests;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Submissions;

/// <summary>Finds the images under a prefix and lists them, each in the state in which it was found.</summary>
/// <param name="store">Where.</param>
/// <param name="spool">Keeps the list.</param>
internal sealed class PrefixCrawl(IObjectStore store, Spool spool)
{
    private const int BufferBytes = 1 << 17;

    /// <returns>The list, as lines of JSON.</returns>
    /// <param name="plan">With a prefix.</param>
    /// <param name="most">How many images there may be.</param>
    /// <param name="ct">Ends the search.</param>
    /// <exception cref="FarmException">There is no image, or there are too many (<see cref="FailureCode.SettingsInvalid"/>), or the store refuses.</exception>
    public async Task<SpoolFile> ListAsync(JobPlan plan, int most, CancellationToken ct)
    {
        var prefix = plan.Prefix ?? throw new ArgumentException("The plan has no prefix.", nameof(plan));
        var file = spool.Create();
        try
        {
            var (images, passed) = (0, 0);
            var lines = new BufferedStream(file.Content, BufferBytes);
            await foreach (var entry in store.ListAsync(prefix, null, ct))
            {
                if (!IsMeant(plan, entry.Key, prefix.Start.Length))
                {
                    passed++;
                    continue;
                }
                if (++images > most)
                    throw Refusal($"Under '{prefix}' there are more than the {most} images that a job may have; narrow it by include, or split it");
                JsonSerializer.Serialize(lines, new ItemRequest($"s3://{entry.Bucket}/{entry.Key}", null, entry.ETag), FarmJson.Options);
                lines.WriteByte((byte)'\n');
            }
            if (images == 0)
                throw Refusal(passed == 0 ? $"Under '{prefix}' there is nothing" : $"Under '{prefix}' there is no image that is meant; {passed} objects were passed over");
            await lines.FlushAsync(ct);
            file.Content.Position = 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static bool IsMeant(JobPlan plan, string key, int from)
    {
        var relative = key[from..];
        return !key.EndsWith('/')
            && CodecSupport.FromExtension(Path.GetExtension(key)) is { } format && CodecSupport.CanRead(format)
            && (plan.Recursive || !relative.Contains('/'))
            && (plan.Include.Count == 0 || plan.Include.Any(glob => glob.Matches(relative)))
            && !plan.Exclude.Any(glob => glob.Matches(relative));
    }

    private static FarmException Refusal(string what) => FarmException.Rejected(FailureCode.SettingsInvalid, $"{what}.");
}
