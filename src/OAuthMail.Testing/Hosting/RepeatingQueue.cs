using System.Diagnostics.CodeAnalysis;

namespace OAuthMail.Testing.Hosting;

/// <summary>A queue whose items are taken a number of times. The number needs no memory. It is not thread-safe.</summary>
internal sealed class RepeatingQueue<T>
{
    private readonly LinkedList<(T Item, int Times)> _entries = [];

    /// <summary>Gets how many items can be taken, at most <see cref="int.MaxValue"/>.</summary>
    public int Count => (int)Math.Min(int.MaxValue, _entries.Sum(entry => (long)entry.Times));

    /// <summary>Adds an item that is taken a number of times, after the others.</summary>
    public void Add(T item, int times)
    {
        if (times > 0) _entries.AddLast((item, times));
    }

    /// <summary>Takes the next item.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        if (_entries.First is not { } first)
        {
            item = default;
            return false;
        }

        (item, var times) = first.Value;
        if (times == 1) _entries.RemoveFirst();
        else first.Value = (item, times - 1);
        return true;
    }

    /// <summary>Removes all items.</summary>
    public void Clear() => _entries.Clear();
}
