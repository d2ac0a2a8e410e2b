using System.Globalization;
using SuperResFarm.Api.Problems;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Events;

/// <summary>A place in the order in which a job's items end: the id of an event, after which a broken stream goes on.</summary>
/// <param name="ChangedAt">When the last item that was told ended, Unix milliseconds.</param>
/// <param name="Number">Its number.</param>
internal readonly record struct FeedPlace(long ChangedAt, int Number)
{
    private const char Between = '-';

    /// <returns>The place of an item.</returns>
    public static FeedPlace Of(ItemView item) => new(item.ChangedAt.ToUnixTimeMilliseconds(), item.Number);

    /// <returns>The place; null: from the beginning.</returns>
    /// <param name="text">As given; null: nothing was.</param>
    /// <exception cref="ProblemException">No stream has given it.</exception>
    public static FeedPlace? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return text.Split(Between) is [var changedAt, var number]
            && long.TryParse(changedAt, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new(time, at)
            : throw ProblemException.Malformed("event-id-invalid", "Last-Event-ID must be the id of an event of this stream; leave it out to begin anew.");
    }

    /// <returns>As it is sent.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ChangedAt}{Between}{Number}");
}
