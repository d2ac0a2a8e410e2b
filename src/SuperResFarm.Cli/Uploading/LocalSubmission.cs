using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Uploading;

/// <summary>
/// Hands in what a command asks for, and finds out what was handed in before: the same command makes the same jobs, and images that are new or changed become a job of their own.
/// </summary>
/// <param name="state">Remembers it.</param>
/// <param name="uploader">Puts images where the farm can read them.</param>
/// <param name="submit">Submits a request with its list of images under a key.</param>
internal sealed class LocalSubmission(FarmState state, Uploader uploader, Func<JobRequest, LocalList?, string, CancellationToken, Task<JobBody>> submit)
{
    /// <summary>Images of this machine.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="ask">The same as a hash.</param>
    /// <param name="images">The images.</param>
    /// <param name="key">Idempotency key of a new job; null: a random one.</param>
    /// <param name="transfers">Makes what is told of so many uploads.</param>
    /// <param name="submitted">Is told of a job that was just submitted.</param>
    /// <param name="ct">Ends it; what is done stays done.</param>
    /// <returns>Every job that images of these are in.</returns>
    public async Task<IReadOnlyList<FarmOrder>> RunAsync(
        JobRequest request, string ask, IReadOnlyList<LocalImage> images, string? key, Func<int, Transfers> transfers, Action<JobBody> submitted, CancellationToken ct)
    {
        var files = await uploader.HashAsync(images, ct);
        var orders = Before(ask, files);
        var known = orders.SelectMany(order => order.Files).Select(Identity).ToHashSet();
        if (files.Where(file => !known.Contains(Identity(file))).ToList() is { Count: > 0 } fresh)
            orders.Add(Begin(ask, key, fresh));
        foreach (var order in orders.Where(order => order.Job is null))
        {
            await uploader.RunAsync(order.Files, transfers, ct);
            using var list = LocalList.Of(uploader.ItemsOf(order.Files));
            await SubmitAsync(order, request, list, submitted, ct);
        }
        return orders;
    }

    /// <summary>Images of the object store.</summary>
    /// <param name="request">What is wanted, and of which images.</param>
    /// <param name="list">The images, where the request does not name them.</param>
    /// <param name="ask">The same as a hash.</param>
    /// <param name="key">Idempotency key of a new job; null: a random one.</param>
    /// <param name="submitted">Is told of a job that was just submitted.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<FarmOrder> RunAsync(JobRequest request, LocalList? list, string ask, string? key, Action<JobBody> submitted, CancellationToken ct)
    {
        var order = state.Orders.LastOrDefault(order => order.Ask == ask && order.Files.Count == 0) ?? Begin(ask, key, []);
        if (order.Job is null)
            await SubmitAsync(order, request, list, submitted, ct);
        return order;
    }

    private async Task SubmitAsync(FarmOrder order, JobRequest request, LocalList? list, Action<JobBody> submitted, CancellationToken ct)
    {
        var job = await submit(request, list, order.Key, ct);
        state.Add(new StateLine(StateLine.JobKind) { Order = order.Key, Job = job.Id });
        submitted(job);
    }

    // One that was never submitted counts only while all of its images are still as they were.
    private List<FarmOrder> Before(string ask, IReadOnlyList<OrderedFile> files)
    {
        var now = files.Select(Identity).ToHashSet();
        return [.. state.Orders.Where(order => order.Ask == ask && order.Files.Count > 0
            && (order.Job is null ? order.Files.All(file => now.Contains(Identity(file))) : order.Files.Any(file => now.Contains(Identity(file)))))];
    }

    private FarmOrder Begin(string ask, string? key, IReadOnlyList<OrderedFile> files)
    {
        var order = key ?? Guid.NewGuid().ToString();
        state.Add([
            new StateLine(StateLine.OrderKind) { Order = order, Ask = ask },
            .. files.Select(file => new StateLine(StateLine.FileKind) { Order = order, Name = file.Image.Name, Path = file.Image.Path, Sha256 = file.Sha256 })]);
        return state.Orders.Single(one => one.Key == order);
    }

    private static (string, string) Identity(OrderedFile file) => (file.Image.Path, file.Sha256);
}
