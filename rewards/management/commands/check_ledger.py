from django.core.management.base import BaseCommand, CommandError

from rewards.proving import prove_ledger


class Command(BaseCommand):
    help = "Prove that every balance, total and score is the sum of its entries. Exits non-zero where one is not."

    def handle(self, **options):
        proof = prove_ledger(progress=self.show)
        self.stdout.write(
            f"\n{proof.entry_count} entries, {proof.account_count} accounts, {proof.balance_sum} points in hand, "
            f"{proof.owed_sum} owed, {proof.seconds} s"
        )
        if proof.wrong_count:
            self.stdout.write(proof.findings)
            raise CommandError(f"{proof.wrong_count} figures are not what their entries say.")
        self.stdout.write(self.style.SUCCESS("Every figure is the sum of its entries."))

    def show(self, done, total):
        self.stdout.write(f"\r{done} of {total} accounts", ending="")
        self.stdout.flush()
