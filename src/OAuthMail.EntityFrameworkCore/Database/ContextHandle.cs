using Microsoft.EntityFrameworkCore;

namespace OAuthMail.EntityFrameworkCore.Database;

/// <summary>A context for one operation, and what must be disposed afterwards.</summary>
internal sealed class ContextHandle(DbContext context, IAsyncDisposable owner) : IAsyncDisposable
{
    public DbContext Context { get; } = context;

    public ValueTask DisposeAsync() => owner.DisposeAsync();
}
