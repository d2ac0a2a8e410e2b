using Npgsql;
using RabbitMQ.Client;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>What must hold after every fault.</summary>
internal static class FarmChecks
{
    private static readonly string[] _queues = ["superres.upscale.high", "superres.upscale.normal", "superres.upscale.bulk", "superres.reports"];

    /// <summary>
    /// Every item has ended exactly once; the results are those of an undisturbed run, byte for byte, and nothing else is stored; no
    /// upload is left half done; the counts are those of the items; and when the workers have stopped, no message is left.
    /// </summary>
    /// <param name="farm">The farm.</param>
    /// <param name="servers">Its servers.</param>
    /// <param name="job">A job of the whole archive.</param>
    /// <param name="undisturbed">The results there should be.</param>
    /// <param name="failing">Names of sources that cannot succeed.</param>
    public static async Task VerifyAsync(
        this FarmRig farm, FarmServers servers, Guid job, IReadOnlyDictionary<string, string> undisturbed, params string[] failing)
    {
        var ended = await farm.EndedAsync(job);
        Assert.Equal("completed", ended.State);
        Assert.Equal((FarmImages.All.Count, FarmImages.All.Count - failing.Length, failing.Length, 0),
            (ended.Counts.Total, ended.Counts.Succeeded, ended.Counts.Failed, ended.Counts.Cancelled));
        Assert.Equal(undisturbed.Where(result => !failing.Contains(result.Key)).OrderBy(result => result.Key, StringComparer.Ordinal),
            (await farm.ResultsAsync(job)).OrderBy(result => result.Key, StringComparer.Ordinal));

        var raw = servers.Store.Raw;
        var stored = await raw.ListObjectsV2Async(new() { BucketName = farm.Bucket, Prefix = "out/" });
        Assert.Equal(FarmImages.All.Count - failing.Length, stored.S3Objects?.Count ?? 0);
        var uploads = await raw.ListMultipartUploadsAsync(new Amazon.S3.Model.ListMultipartUploadsRequest { BucketName = farm.Bucket });
        Assert.Empty(uploads.MultipartUploads ?? []);

        await farm.StopWorkersAsync();
        await farm.EmptyAsync(servers);
        using var store = TestStore.Open(DatabaseKind.Postgres, farm.Database);
        await store.VerifyCountsAsync();
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Waits until no message is ready in any queue.</summary>
    public static Task EmptyAsync(this FarmRig farm, FarmServers servers) =>
        farm.UntilAsync("the queues are empty", async () => await LeftAsync(servers, farm.VirtualHost) == 0 ? "empty" : null);

    // Who stops gives back what it holds, so what is ready then is all there is.
    private static async Task<long> LeftAsync(FarmServers servers, string virtualHost)
    {
        var factory = new ConnectionFactory { HostName = servers.Broker.Host, Port = servers.Broker.Port, VirtualHost = virtualHost, UserName = servers.Broker.Username, Password = servers.Broker.Password };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var left = 0L;
        foreach (var queue in _queues)
            left += (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        return left;
    }
}
