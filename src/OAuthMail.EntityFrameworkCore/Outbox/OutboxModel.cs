using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>Checks that an application's model stores the outbox as its statements require.</summary>
internal static class OutboxModel
{
    private static readonly ConditionalWeakTable<IModel, object> Checked = [];

    /// <exception cref="InvalidOperationException">The model lacks the outbox, or converts its times.</exception>
    public static void Require(DbContext context)
    {
        var model = context.Model;
        if (Checked.TryGetValue(model, out _)) return;
        var entity = model.FindEntityType(typeof(MailOutboxRow)) ?? throw new InvalidOperationException(
            $"The model of {context.GetType().Name} lacks {nameof(MailOutboxRow)}. Implement {nameof(IMailOutboxContext)} on it.");
        foreach (var property in entity.GetProperties())
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            var stored = property.GetTypeMapping().Converter?.ProviderClrType;
            if (type != typeof(DateTime) || stored is null || (Nullable.GetUnderlyingType(stored) ?? stored) == typeof(DateTime)) continue;
            throw new InvalidOperationException(
                $"{entity.ClrType.Name}.{property.Name} is stored as {stored.Name}, because a convention of {context.GetType().Name} "
                + "converts all times. The database could not compare it with its own clock. Exclude the outbox from that convention.");
        }

        Checked.AddOrUpdate(model, model);
    }
}
