using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Manifests;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Api.Submissions;

/// <summary>Makes items of whatever names images.</summary>
/// <param name="options">How many there may be.</param>
internal sealed class ItemLists(IOptions<ApiOptions> options)
{
    /// <returns>The items of a body. A mistake in one is a mistake of the request: its sender has it at hand to correct.</returns>
    /// <param name="plan">The job.</param>
    /// <param name="listed">As they came.</param>
    /// <param name="mistakes">Gets every mistake.</param>
    public IReadOnlyList<NewItem> Of(JobPlan plan, IReadOnlyList<ItemRequest> listed, MistakeList mistakes)
    {
        if (listed.Count > options.Value.MaxItems)
            mistakes.Add("/items", $"a job may have {options.Value.MaxItems} items, and this has {listed.Count}; split it");
        var (rules, items, wrong) = (new ItemRules(plan), new List<NewItem>(listed.Count), new List<ItemMistake>());
        for (var at = 0; at < listed.Count && !mistakes.IsLong; at++)
        {
            // A list's elements may be null whatever its type says.
            if (listed[at] is null)
                mistakes.Add($"/items/{at}", "must be an object, not null");
            else
                items.Add(rules.Of(listed[at], wrong, at));
            foreach (var mistake in wrong)
                mistakes.Add($"/items/{at}/{mistake.Part}", mistake.Detail, mistake.Code);
            wrong.Clear();
        }
        return items;
    }

    /// <returns>The items of a list, one after the other. One that cannot be used comes with a refusal that names its line; the others are done.</returns>
    /// <param name="plan">The job.</param>
    /// <param name="list">At hand, so that nobody waits for a network.</param>
    /// <param name="format">What it is.</param>
    /// <param name="namesLines">Whether the client knows the list, so that its lines mean something to him.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="FarmException">The list as a whole cannot be read.</exception>
    public static async IAsyncEnumerable<NewItem> ReadAsync(
        JobPlan plan, SpoolFile list, ManifestFormat format, bool namesLines, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;   // the file is read at once; whoever takes the items wants to await them
        var (rules, wrong) = (new ItemRules(plan), new List<ItemMistake>());
        var number = -1;
        foreach (var entry in ManifestReader.Read(list.Content, format))
        {
            number++;
            ct.ThrowIfCancellationRequested();
            var line = namesLines ? $"Line {entry.Line}: " : "";
            if (entry.Item is null)
            {
                yield return new NewItem(entry.Given, "") { Refusal = new Refusal(FailureCode.LineInvalid, $"{line}{entry.Mistake}.") };
                continue;
            }
            var item = rules.Of(entry.Item, wrong, number);
            if (wrong.Count > 0)
                item = item with { Refusal = new Refusal(wrong[0].Code, line + string.Join("; ", wrong.Select(mistake => mistake.Sentence))) };
            wrong.Clear();
            yield return item;
        }
    }
}
