// Days, months and years, as front matter and options name them.
#ifndef METIER_SITE_DATE_H
#define METIER_SITE_DATE_H

#include "base/diag.h"

typedef struct Date {
    int16_t year;          // 0: no date
    int8_t month;          // 0: only the year is known
    int8_t day;            // 0: only the month is known
    FileOffset offset;     // in the file that gives it
} Date;

// YYYY-MM-DD; if partial, also YYYY-MM and YYYY. False where it is no day of the calendar.
bool date_parse(Str text, bool is_partial, Date *ret);
int date_compare(Date a, Date b);
enum { DATE_TEXT_SIZE = sizeof "2026-02-28" };
// Writes what date_parse reads: "2026-02-28", "2026-02" or "2026". Returns its length; 0: no date.
size_t date_write(Date date, char ret[DATE_TEXT_SIZE]);
void date_add(Buf *out, Date date);    // appends the same
// Days since a day long ago, by the Gregorian calendar; of a whole day.
long date_day_number(Date date);

#endif
